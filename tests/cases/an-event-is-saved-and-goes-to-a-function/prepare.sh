"$LAMBDALOCAL" event s3 put --key 'sea & sky.png' --save upload
