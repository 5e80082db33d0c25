test ! -e started
