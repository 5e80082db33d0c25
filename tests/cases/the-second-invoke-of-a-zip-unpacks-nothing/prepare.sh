python3 -m zipfile -c function.zip app.py
"$LAMBDALOCAL" invoke function.zip --quiet
stat -c %i "$XDG_CACHE_HOME"/lambdalocal/entries/*/root/app.py >unpacked
