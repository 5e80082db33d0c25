chmod +x layer/bootstrap
