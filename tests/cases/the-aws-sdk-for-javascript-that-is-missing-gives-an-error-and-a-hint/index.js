require('@aws-sdk/client-s3');
exports.handler = async () => 1;
