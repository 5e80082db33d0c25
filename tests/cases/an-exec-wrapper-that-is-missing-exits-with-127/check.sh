[[ $("$LAMBDALOCAL" invoke . --env AWS_LAMBDA_EXEC_WRAPPER=/opt/wrapper 2>&1) == *"AWS_LAMBDA_EXEC_WRAPPER is /opt/wrapper: it comes with a layer, and the function has none; name it with --layer"* ]]
