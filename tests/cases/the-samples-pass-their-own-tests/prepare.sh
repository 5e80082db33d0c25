cp -r "$FIXTURES"/projects/{serverless_yml,cdk,cloudformation} .
