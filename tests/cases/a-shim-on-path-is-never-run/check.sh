test ! -e shims/ran
