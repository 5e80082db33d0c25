chmod +x function/importtime_wrapper
