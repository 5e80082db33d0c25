"$LAMBDALOCAL" invoke evil --quiet --isolation off
