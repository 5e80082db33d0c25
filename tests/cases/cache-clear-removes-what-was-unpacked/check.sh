test -z "$(ls "$XDG_CACHE_HOME"/lambdalocal/entries)"
