"$LAMBDALOCAL" cache claer 2>&1 | grep -q "did you mean clear?"
"$LAMBDALOCAL" completion bahs 2>&1 | grep -q "did you mean bash?"
"$LAMBDALOCAL" runtimes instal 2>&1 | grep -q "did you mean install?"
