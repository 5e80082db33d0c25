[ "$(find . -type f -newer cmd -name "template*" | wc -l)" = 0 ] && grep -qx mine hello/events/hello.json
