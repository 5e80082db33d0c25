code=0; "$LAMBDALOCAL" serve 2> said || code=$?
[ $code = 2 ]
grep -q "which functions? template.yaml has none, but 2 AWS::S3::Bucket, 1 AWS::SNS::Topic" said
