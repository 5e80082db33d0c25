python3 -c 'print("\"" + "x\u00e9" * 1700000 + "\"")' >large.json
"$LAMBDALOCAL" invoke "$FIXTURES/functions/ruby/handlers" -q --runtime ruby3.4 --handler app.echo --event large.json --timeout 30 --memory 512 >answer.json
cmp large.json answer.json
