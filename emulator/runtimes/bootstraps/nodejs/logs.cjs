// console.* as Lambda has it: text or JSON lines with the request id, filtered by AWS_LAMBDA_LOG_LEVEL, framed when the
// platform gives a descriptor for that (reference: docs.aws.amazon.com/lambda/latest/dg/nodejs-logging.html).
// process.stdout and process.stderr stay as they are.
'use strict';

const LEVELS = { TRACE: 1, DEBUG: 2, INFO: 3, WARN: 4, ERROR: 5, FATAL: 6 };
const METHODS = { trace: 'TRACE', debug: 'DEBUG', info: 'INFO', warn: 'WARN', error: 'ERROR', fatal: 'FATAL' };
const TEXT_FRAME = 0xa55a0003;
const JSON_FRAME = 0xa55a0002;
const FRAME_HEADER = 16;

// Libraries know this symbol: up to Node.js 22 the id of the request lies in the global object.
const REQUEST_ID = Symbol.for('aws.lambda.runtime.requestId');
const TENANT_ID = Symbol.for('aws.lambda.runtime.tenantId');

let json = false;
let errorsInFirst = true;  // up to 22 an Error in any argument adds errorType..., from 24 on not in the first
// Where the ids come from; promises.cjs puts its invoke store here.
let ids = { getRequestId: () => globalThis[REQUEST_ID], getTenantId: () => globalThis[TENANT_ID] };

function format(message, params) {
  if (params.length === 0 && typeof message === 'string') return message;
  return require('util').format(message, ...params);
}

function textRecord(time, level, message, params) {
  return `${time.toISOString()}\t${ids.getRequestId()}\t${level}\t${format(message, params)}`;
}

function typeOf(error) {
  return error.constructor?.name ?? 'UnknownError';
}

function expandErrors(_key, value) {
  if (!(value instanceof Error)) return value;
  const { stack } = value;
  return {
    errorType: typeOf(value),
    errorMessage: value.message,
    stackTrace: typeof stack === 'string' ? stack.split('\n') : stack,
    ...value,
  };
}

function jsonRecord(time, level, message, params) {
  const record = { timestamp: time.toISOString(), level, requestId: ids.getRequestId() };
  const tenant = ids.getTenantId();
  if (tenant !== undefined && tenant !== null && tenant !== '') record.tenantId = tenant;
  if (params.length === 0) {
    record.message = message;
    try {
      return JSON.stringify(record, expandErrors);
    } catch {
      record.message = format(message, params);
      return JSON.stringify(record);
    }
  }
  record.message = format(message, params);
  const error = (errorsInFirst ? [message, ...params] : params).find((value) => value instanceof Error);
  if (error) {
    record.errorType = typeOf(error);
    record.errorMessage = error.message;
    record.stackTrace = typeof error.stack === 'string' ? error.stack.split('\n') : [];
  }
  return JSON.stringify(record);
}

// To a descriptor: one frame per record, header and text in one write, so that several lines stay one record.
function writeFrame(fd, time, level, record) {
  const length = Buffer.byteLength(record);
  const frame = Buffer.allocUnsafe(FRAME_HEADER + length);
  frame.writeUInt32BE(((json ? JSON_FRAME : TEXT_FRAME) | (LEVELS[level] << 2)) >>> 0, 0);
  frame.writeUInt32BE(length, 4);
  const microseconds = time.getTime() * 1000;
  frame.writeUInt32BE(Math.floor(microseconds / 2 ** 32), 8);
  frame.writeUInt32BE(microseconds % 2 ** 32, 12);
  frame.write(record, FRAME_HEADER);
  require('./write_all.cjs').writeAll(fd, frame);
}

function makeLog(level, fd) {
  const record = json ? jsonRecord : textRecord;
  if (fd === undefined) {
    return (message, ...params) => {
      process.stdout.write(`${record(new Date(), level, message, params).replace(/\n/g, '\r')}\n`);
    };
  }
  const end = json ? '' : '\n';
  return (message, ...params) => {
    const time = new Date();
    writeFrame(fd, time, level, record(time, level, message, params) + end);
  };
}

function telemetryDescriptor() {
  const fd = parseInt(process.env._LAMBDA_TELEMETRY_LOG_FD, 10);
  delete process.env._LAMBDA_TELEMETRY_LOG_FD;
  return fd >= 0 ? fd : undefined;
}

function patchConsole(promises) {
  errorsInFirst = !promises;
  json = (process.env.AWS_LAMBDA_LOG_FORMAT || '').toUpperCase() === 'JSON';
  const least = LEVELS[(process.env.AWS_LAMBDA_LOG_LEVEL || '').toUpperCase()] || LEVELS.TRACE;
  const fd = telemetryDescriptor();
  for (const method in METHODS) {
    const level = METHODS[method];
    console[method] = LEVELS[level] >= least || level === 'FATAL' ? makeLog(level, fd) : () => {};
  }
  console.log = console.info;
}

// An error of the function, as the runtime itself logs it.
function logError(label, error) {
  const { intoError, describe } = require('./errors.cjs');
  const known = intoError(error);
  if (json) console.error(known);
  else console.error(label, describe(known));
}

module.exports = {
  patchConsole,
  logError,
  useIds: (source) => { ids = source; },
  setIds: (requestId, tenantId) => {
    globalThis[REQUEST_ID] = requestId;
    globalThis[TENANT_ID] = tenantId;
  },
};
