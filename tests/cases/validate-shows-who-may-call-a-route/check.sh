"$LAMBDALOCAL" validate --json | python3 -c 'import json, sys
routes = {one["RouteKey"]: one for one in json.load(sys.stdin)["FrontEnds"][0]["Routes"]}
assert routes["GET /all"]["AuthorizationScopes"] == ["pets/read", "pets/all"] and routes["GET /all"]["ApiKeyRequired"]'
