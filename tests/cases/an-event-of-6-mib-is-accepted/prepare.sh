python3 -c 'print("\"" + "x" * (6 * 1024 * 1024 - 2) + "\"", end="")' >event.json
