exports.handler = async () => [require('shared'), require('versioned')];
