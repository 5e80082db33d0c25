// The runtime of nodejs*.x functions: what /var/runtime/index.mjs is on Lambda. Started by emulator/runtimes/nodejs.cpp as
//   node bootstrap.cjs personality=callbacks|promises [packages=hidden|visible roots=DIR:DIR...] [paths=1] [sdk=1]
// CommonJS, because starting node's ESM loader costs milliseconds that a CommonJS handler need not pay. For the same
// reason everything that not every invocation needs is required when it is first used. See README.md.
'use strict';

const settings = {};
for (const argument of process.argv.splice(2)) {
  const equals = argument.indexOf('=');
  settings[argument.slice(0, equals)] = argument.slice(equals + 1);
}

const { RuntimeApi } = require('./runtime_api.cjs');
const logs = require('./logs.cjs');
const promises = settings.personality === 'promises';

// Not the user's main module: on Lambda that is an ES module, so `require.main` is undefined in handlers.
process.mainModule = undefined;

logs.patchConsole(promises);
const api = new RuntimeApi(process.env.AWS_LAMBDA_RUNTIME_API);
const { ignition } = promises ? require('./promises.cjs') : require('./callbacks.cjs');
ignition(api, settings);
