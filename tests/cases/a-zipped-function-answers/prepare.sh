cd function && zip -qr ../hello.zip .
