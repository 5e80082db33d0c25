# The file is the one from before: a second unpacking would have made another.
stat -c %i "$XDG_CACHE_HOME"/lambdalocal/entries/*/root/app.py | diff unpacked -
