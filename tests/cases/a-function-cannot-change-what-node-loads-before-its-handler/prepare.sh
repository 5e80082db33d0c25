python3 -m zipfile -c function.zip index.js preload.js
"$LAMBDALOCAL" invoke function.zip --quiet --isolation off --env NODE_OPTIONS=--require=./preload.js  # the copy is known by the next
"$LAMBDALOCAL" invoke function.zip --quiet --isolation off --env NODE_OPTIONS=--require=./preload.js --event '"change"'
