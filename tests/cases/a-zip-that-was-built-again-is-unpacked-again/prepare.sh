python3 -m zipfile -c function.zip app.py
"$LAMBDALOCAL" invoke function.zip --quiet
sed -i s/old/new/ app.py
python3 -m zipfile -c function.zip app.py
