"""Where others' types differ from what AWS sends, per oracle and the arguments of `lambdalocal event` that an event's begin with."""

# Members that AWS sends and the type does not know yet: the oracle is asked without them.
UNKNOWN_MEMBERS = {
    ("go", "apigateway aws-proxy"): ["principalOrgId", "deploymentId"],
    ("go", "apigateway request-authorizer"): ["extendedRequestId", "principalOrgId", "requestTime", "protocol", "domainPrefix",
                                              "requestTimeEpoch", "domainName", "deploymentId", "cognitoIdentityPoolId",
                                              "cognitoIdentityId", "caller", "accessKey", "cognitoAuthenticationType",
                                              "cognitoAuthenticationProvider", "userArn", "userAgent", "user", "accountId"],
    ("go", "apigateway http-api-authorizer-v1"): ["domainName", "domainPrefix", "extendedRequestId", "protocol", "requestTime",
                                                  "requestTimeEpoch", "cognitoIdentityPoolId", "cognitoIdentityId",
                                                  "principalOrgId", "caller", "accessKey", "cognitoAuthenticationType",
                                                  "cognitoAuthenticationProvider", "userArn", "userAgent", "user", "accountId"],
    ("go", "appsync authorizer"): ["requestHeaders"],
    ("go", "cognito custom-message"): ["linkParameter"],
    ("go", "cognito user-migration"): ["enableSMSMFA"],
    ("go", "config"): ["evaluationMode"],
    ("go", "connect contact-flow-event"): ["CustomerId", "Description", "LanguageCode", "MediaStreams", "References"],
    ("go", "function-url request"): ["routeKey", "stage", "cognitoIdentity", "principalOrgId"],
    ("typescript", "connect contact-flow-event"): ["CustomerId", "Description", "LanguageCode", "References"],
    ("typescript", "secretsmanager rotation"): ["RotationToken"],
    ("typescript", "apigateway websocket-message"): ["identity"],
}

_FILLED_IN = "AWS sends null where the function is to fill something in"
_NOT_RECORDED = "what was recorded on AWS has no such members"

# What the oracle says of an event that is as AWS sends it: a part of its words, and why that is so.
EXCEPTIONS = {
    ("typescript", "apigateway aws-proxy"): ("apiKey, apiKeyId, clientCert", _NOT_RECORDED),
    ("typescript", "apigateway http-api-proxy-v1"): ("apiKey, apiKeyId, clientCert", _NOT_RECORDED),
    ("typescript", "apigateway request-authorizer"): ("apiKey, apiKeyId, clientCert", _NOT_RECORDED),
    ("typescript", "apigateway http-api-authorizer"): ("'cookies' is missing", "without cookies AWS sends none"),
    ("typescript", "appsync resolver --auth iam"): ("'null' is not assignable", "without Cognito these are null"),
    ("typescript", "cognito pre-token-generation"): ("'null' is not assignable", _FILLED_IN),
    ("typescript", "cognito define-auth-challenge"): ("'null' is not assignable", _FILLED_IN),
    ("typescript", "cognito create-auth-challenge"): ("'null' is not assignable", _FILLED_IN),
    ("typescript", "cognito verify-auth-challenge-response"): ("'null' is not assignable", _FILLED_IN),
    ("typescript", "cognito user-migration"): ("'null' is not assignable", _FILLED_IN),
    ("typescript", "kinesis streams-as-source"): ("'number' is not assignable", "the others have a number"),
    ("typescript", "s3 delete"): ("missing the following properties", "what is deleted has neither size nor eTag"),
    ("typescript", "sns notification --subject"): ("'null' is not assignable", "a message without a subject has null"),
    ("pydantic", "cognito verify-auth-challenge-response"): ("response.answerCorrect", _FILLED_IN),
    ("pydantic", "vpc-lattice request --"): ("headers", "in version 2 headers and parameters are lists"),
    ("zod", "vpc-lattice request --"): ("expected string, received array", "later schemas have lists, too"),
    ("zod", "kafka self-managed --header"): ("Invalid code point", "bytes of headers are signed"),
    ("zod", "cognito verify-auth-challenge-response"): ("answerCorrect", _FILLED_IN),
    ("zod", "ses email-receiving"): ("dmarcPolicy", "it is there only where DMARC failed"),
    ("zod", "apigateway websocket"): ("methodArn", "the schema wants members of authorizers' events"),
    ("zod", "appsync resolver --auth api-key"): ("expected object, received null", "a caller with an API key has no identity"),
}
