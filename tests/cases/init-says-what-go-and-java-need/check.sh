"$LAMBDALOCAL" init java beans | grep -q "Java does not run in lambdalocal yet"
"$LAMBDALOCAL" validate -t hello/template.yaml | grep -q hello
