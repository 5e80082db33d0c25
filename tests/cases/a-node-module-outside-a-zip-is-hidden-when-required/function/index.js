const name = require('outside-package');

exports.handler = async () => name + require('outside-package/more');
