# Once, though the init runs twice.
notices=$("$LAMBDALOCAL" invoke . --isolated 2>&1 >"$TMP/payload" | grep -c "^lambdalocal: ")
[[ $notices == 1 ]] || { echo "$notices notices"; exit 1; }
