chmod +x layer/wrapper
