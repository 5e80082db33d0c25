exports.handler = async () => 'function';
