"$LAMBDALOCAL" test --list --filter order | grep -c : | grep -qx 4
"$LAMBDALOCAL" test --shard 2/2 --isolate --quiet | grep -q '^2 passed'
