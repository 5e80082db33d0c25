head -c 100 /dev/zero >broken.zip
