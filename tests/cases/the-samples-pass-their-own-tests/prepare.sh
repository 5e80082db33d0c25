cp -r "$FIXTURES/projects/serverless_yml" .
