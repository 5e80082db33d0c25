python3 -m zipfile -c function.zip app.py
"$LAMBDALOCAL" invoke function.zip --quiet
# What was unpacked is changed: a second unpacking would restore it.
sed -i s/packed/kept/ "$XDG_CACHE_HOME"/lambdalocal/entries/*/root/app.py
