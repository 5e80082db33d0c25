[ ! -e - ]
"$LAMBDALOCAL" test --json - 2> said | grep -q '"Passed": 1'
grep -q "1 passed" said
code=0; "$LAMBDALOCAL" test --json - --tap - 2> said || code=$?
[ $code = 2 ] && grep -q "one report at a time" said
code=0; "$LAMBDALOCAL" test --json - --github 2> said || code=$?
[ $code = 2 ]
