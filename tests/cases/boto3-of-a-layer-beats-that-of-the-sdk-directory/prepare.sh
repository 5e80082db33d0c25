for minor in 8 9 10 11 12 13 14 15; do
  mkdir -p $HOME/.local/share/lambdalocal/sdk/python3.$minor/boto3
  echo "NAME = 'sdk'" >$HOME/.local/share/lambdalocal/sdk/python3.$minor/boto3/__init__.py
done
