mkdir -p hello/events; echo mine >hello/events/hello.json
