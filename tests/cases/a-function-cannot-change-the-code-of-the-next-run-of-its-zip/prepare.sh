python3 -m zipfile -c function.zip app.py
"$LAMBDALOCAL" invoke function.zip --quiet  # the copy is known by the next
"$LAMBDALOCAL" invoke function.zip --quiet --event '"change"'
