import os


def run(event, context):
    remaining = context.get_remaining_time_in_millis()
    return [context.function_name, context.function_version, context.memory_limit_in_mb, context.invoked_function_arn,
            context.client_context.custom, context.client_context.client.installation_id, context.tenant_id,
            6000 < remaining <= 7000, context.log_group_name,
            [os.environ[name] for name in ("AWS_REGION", "AWS_DEFAULT_REGION", "STAGE", "AWS_LAMBDA_FUNCTION_MEMORY_SIZE",
                                           "AWS_LAMBDA_FUNCTION_NAME", "AWS_LAMBDA_FUNCTION_VERSION", "_HANDLER",
                                           "_X_AMZN_TRACE_ID")]]
