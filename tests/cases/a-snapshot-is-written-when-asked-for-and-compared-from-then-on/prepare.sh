"$LAMBDALOCAL" test >missing || [ $? = 1 ]
grep -q 'Snapshot: expected one that was kept: --update-snapshots writes it, was none' missing
"$LAMBDALOCAL" test --update-snapshots >updated
grep -q '^updated ' updated
grep -q '^0 passed, 1 updated' updated
"$LAMBDALOCAL" test --update-snapshots | grep -q '^1 passed'
