! [ -s differences ] || { cat differences; exit 1; }
