chmod +x function/wrapper
