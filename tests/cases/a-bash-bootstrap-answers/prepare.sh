chmod +x function/bootstrap
