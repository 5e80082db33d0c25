mkdir events
# Events of which a large part is one string, and what their text digests to when it is written as JSON.stringify does.
python3 - <<'PYTHON'
import base64, hashlib, json, os

encoded = base64.b64encode(os.urandom(300_000)).decode()
events = [
    {"version": "2.0", "body": encoded, "isBase64Encoded": True},
    {"Records": [{"body": encoded}, {"body": encoded}]},
    {"first": {"body": encoded}, "body": ""},
    {"first": {"body": encoded}, "body": "small", "last": "\u00e9"},
    {"body": "short", "other": encoded},
    {"x\"body": encoded, "body": encoded},
    {"text": "\"body\":\"" + encoded, "body": encoded + encoded},
    {"body": "a \"quoted\" line\n" * 30_000},
    {"body": "\u00fcber " * 60_000},
    {"body": "x" * 300_000 + "\\", "after": "\u4e16\u754c"},
    [{"body": encoded}],
    {"__proto__": {"body": encoded}, "body": encoded},
]
with open("expected", "w") as expected:
    for number, event in enumerate(events):
        text = json.dumps(event, ensure_ascii=False, separators=(",", ":"))
        with open(f"events/{number:02}.json", "w", encoding="utf-8") as file:
            file.write(text)
        digest = hashlib.sha256(text.encode()).hexdigest()
        expected.write(f'"{digest}"\n')
PYTHON
for runtime in nodejs20.x nodejs24.x; do
  for event in events/*; do "$LAMBDALOCAL" invoke fn --runtime $runtime --event "$event" --quiet; done | diff expected - || echo "$runtime differs"
done >differences 2>&1
