printf "XDG_CACHE_HOME='%s' '%s' cache clear" "$XDG_CACHE_HOME" "$LAMBDALOCAL" >command
python3 -m zipfile -c function.zip app.py command
