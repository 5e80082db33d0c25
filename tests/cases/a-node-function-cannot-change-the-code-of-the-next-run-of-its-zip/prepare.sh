python3 -m zipfile -c function.zip index.js
"$LAMBDALOCAL" invoke function.zip --quiet --isolation off  # the copy is known by the next
"$LAMBDALOCAL" invoke function.zip --quiet --isolation off --event '"change"'
