def lambda_handler(event:, context:) = "inferred"
