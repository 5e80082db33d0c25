[ "$("$LAMBDALOCAL" invoke function --quiet --event '"metadata"')" = '"2.5"' ]
[ "$("$LAMBDALOCAL" invoke function --quiet --event '"namespace"')" = '[[], "inside", "outside"]' ]
