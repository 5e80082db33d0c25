"$LAMBDALOCAL" init java beans | grep -q "lambdalocal runtimes install java"
"$LAMBDALOCAL" validate -t hello/template.yaml | grep -q hello
