printf '{"home": "%s", "case": "%s"}' "$HOME" "$PWD" > event.json
