python3 -c 'import socket; s = socket.socket(); s.bind(("127.0.0.1", 0)); print("PARAMETERS_SECRETS_EXTENSION_HTTP_PORT=%d" % s.getsockname()[1])' \
  > port.env
