#!/bin/bash
exec python3 -c '
import http.server, os
class Page(http.server.BaseHTTPRequestHandler):
    def do_GET(self):
        body = ("page " + self.path).encode()
        self.send_response(200)
        self.send_header("Content-Length", str(len(body)))
        self.end_headers()
        self.wfile.write(body)
    def log_message(self, *_):
        pass
server = http.server.HTTPServer(("127.0.0.1", 0), Page)
with open(os.environ["PORT_FILE"] + ".new", "w") as file:
    file.write(str(server.server_port))
os.rename(os.environ["PORT_FILE"] + ".new", os.environ["PORT_FILE"])
server.serve_forever()
'
