mv function/boot function/bootstrap
chmod 644 function/bootstrap
