# Once, though the init runs twice.
notices=$("$LAMBDALOCAL" invoke . --runtime nodejs22.x 2>&1 >"$TMP/payload" | grep -c "^lambdalocal: .*runtimes install")
[[ $notices == 1 ]] || { echo "$notices notices"; exit 1; }
