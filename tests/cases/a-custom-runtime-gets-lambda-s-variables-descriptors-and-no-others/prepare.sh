chmod +x bootstrap
