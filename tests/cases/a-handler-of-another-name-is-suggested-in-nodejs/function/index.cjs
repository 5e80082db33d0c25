exports.getItems = async () => 1;
