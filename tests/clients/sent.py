"""What the clients send: the Python ones import it, the others are handed it as files (clients.py)."""
BYTES = '{"text":"Grüße, 世界 👋 <&>\\"","number":12.5,"list":[null,true,{"b":1,"a":2}]}'.encode()
CLIENT_CONTEXT = b'{"custom":{"tenant":"blue"},"client":{"app_title":"shop"}}'
INVALID = b'{"unquoted: '
TOO_LARGE = b'"' + b"x" * (6 * 1024 * 1024) + b'"'
