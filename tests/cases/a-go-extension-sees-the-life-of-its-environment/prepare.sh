cd "$FIXTURES/extensions/go"
export GOCACHE=${GOCACHE:-${XDG_CACHE_HOME:-$HOME/.cache}/go-build} GOTOOLCHAIN=local
go build -o "$OLDPWD/layer/extensions/go-watcher" .
