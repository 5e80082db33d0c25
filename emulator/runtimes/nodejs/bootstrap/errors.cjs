// Errors of a function: the payload Lambda answers with, the text it logs, and the error types of the runtime itself.
'use strict';

const { settings } = require('./handler.cjs');

const RETRIEVAL_FAILED = 'callback called with Error argument, but there was a problem while retrieving one or more of '
  + 'its message, name, and stack';

const withoutDelete = (text) => text?.replace(/\x7f/g, '%7F');

const { promises } = settings;

function looksLikeError(value) {
  if (promises) return value instanceof Error;
  if (require('util').types.isNativeError(value)) return true;
  const texts = value && [value.name, value.message, value.stack];
  return Boolean(texts) && texts.every((text) => text && typeof text === 'string');
}

// {errorType, errorMessage, trace}: the payload of a function error, keys in this order.
function toPayload(error) {
  try {
    if (!looksLikeError(error)) {
      const errorMessage = promises ? String(error) : error.toString();
      return { errorType: typeof error, errorMessage, trace: [] };
    }
    const stack = promises && !error.stack ? undefined : withoutDelete(error.stack).split('\n');
    return { errorType: withoutDelete(error.name), errorMessage: withoutDelete(error.message), trace: stack || [] };
  } catch {
    const failed = { errorType: 'handled', errorMessage: RETRIEVAL_FAILED };
    return promises ? { ...failed, trace: [] } : failed;
  }
}

function intoError(value) {
  if (value instanceof Error) return value;
  return new Error(promises ? String(value) : value);
}

function expand(_key, value) {
  if (!(value instanceof Error)) return value;
  const shown = { errorType: value.name, errorMessage: value.message, code: value.code, ...value };
  if (typeof value.stack === 'string') shown.stack = value.stack.split('\n');
  return shown;
}

// What follows the label in a text log.
function describe(error) {
  try {
    return `\t${JSON.stringify(error, expand)}`;
  } catch {
    return `\t${JSON.stringify(toPayload(error))}`;
  }
}

function makeTypes(names) {
  const types = {};
  for (const name of names) {
    const runtimeName = `Runtime.${name}`;
    // From Node.js 24 on the name is a property of each error (and shows in the log), before it is the type's.
    types[name] = class extends Error {
      constructor(message) {
        super(message);
        if (promises) this.name = runtimeName;
      }
    };
    if (!promises) types[name].prototype.name = runtimeName;
    // Seen in JSON logs.
    Object.defineProperty(types[name], 'name', { value: promises ? NAMES_SINCE_24[name] || name : name });
  }
  return types;
}

const NAMES = ['ImportModuleError', 'HandlerNotFound', 'MalformedHandlerName', 'UserCodeSyntaxError',
  'MalformedStreamingHandler', 'InvalidStreamingOperation', 'NodeJsExit', 'UnhandledPromiseRejection',
  'JSONStringifyError', 'PlatformError', 'CallbackHandlerDeprecated'];
const NAMES_SINCE_24 = {
  HandlerNotFound: 'HandlerNotFoundError',
  MalformedHandlerName: 'MalformedHandlerNameError',
  CallbackHandlerDeprecated: 'CallbackHandlerDeprecatedError',
};
let types;

// An error of the function, as the runtime itself logs it.
function logError(label, error) {
  const known = intoError(error);
  if (settings.logFormat === 'JSON') console.error(known);
  else console.error(label, describe(known));
  require('./hints.cjs').afterError(settings, known);
}

module.exports = {
  toPayload,
  logError,
  types() {
    types = types || makeTypes(NAMES);
    return types;
  },
};
