for minor in 8 9 10 11 12 13 14 15; do
  packages=.venv/lib/python3.$minor/site-packages
  mkdir -p $packages/shared $packages/distribution-2.5.dist-info editable
  echo "VALUE = 'outside'" >$packages/shared/outside.py
  echo "NUMBER = 1" >$packages/one.py
  echo "NUMBER = 2" >$packages/two.py
  echo "NUMBER = 0" >$packages/inside.py
  printf 'Metadata-Version: 2.1\nName: distribution\nVersion: 2.5\n' >$packages/distribution-2.5.dist-info/METADATA
  echo "$PWD/editable" >$packages/editable.pth
done
echo "NUMBER = 3" >editable/three.py
echo version = 3 >.venv/pyvenv.cfg
