"$LAMBDALOCAL" invoke evil --quiet
