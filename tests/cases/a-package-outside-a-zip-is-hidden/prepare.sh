for minor in 8 9 10 11 12 13 14 15; do
  mkdir -p .venv/lib/python3.$minor/site-packages
  echo "NAME = 'outside'" >.venv/lib/python3.$minor/site-packages/outside_package.py
done
echo version = 3 >.venv/pyvenv.cfg
(cd function && python3 -m zipfile -c ../function.zip app.py)
