python3 -c 'print("[" + " " * 6291456 + "]")' >event.json
