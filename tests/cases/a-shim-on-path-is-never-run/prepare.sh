chmod +x shims/python3
for minor in 8 9 10 11 12 13 14; do cp shims/python3 shims/python3.$minor; done
cp shims/python3 shims/python
