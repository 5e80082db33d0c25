words() { "$LAMBDALOCAL" completion words "$@"; }
[ "$(words serve or)" = orders ]
[ "$(words validate Hello)" = HelloFunction ]
[ "$(words invoke -q Hello)" = HelloFunction ]
[ "$(words invoke -t other.yaml Other | head -n 1)" = OtherloFunction ]
[ -z "$(words invoke --runtime Hel)" ]
[ "$(words invoke --bui)" = --build ]
