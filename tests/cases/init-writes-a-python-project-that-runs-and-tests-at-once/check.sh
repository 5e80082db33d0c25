grep -q "Runtime: python3" shop/template.yaml
cd shop
"$LAMBDALOCAL" invoke -q --event events/hello.json | grep -q 'hello Ada'
"$LAMBDALOCAL" invoke shop -q | grep -q 'hello world'
"$LAMBDALOCAL" test | grep -q '^2 passed'
