[ ! -e "my shop" ]
