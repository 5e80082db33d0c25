// console.* as Lambda has it: text or JSON lines with the request id, filtered by AWS_LAMBDA_LOG_LEVEL, framed when the
// platform gives a descriptor for that (reference: docs.aws.amazon.com/lambda/latest/dg/nodejs-logging.html).
// process.stdout and process.stderr stay as they are. Loaded when the first line is logged.
'use strict';

const LEVELS = { TRACE: 1, DEBUG: 2, INFO: 3, WARN: 4, ERROR: 5, FATAL: 6 };
const TEXT_FRAME = 0xa55a0003;
const JSON_FRAME = 0xa55a0002;
const NOTICE_FRAME = 0xa55a0001;  // our own kind
const FRAME_HEADER = 16;

let json = false;
let errorsInFirst = true;  // up to Node.js 22 an Error in any argument adds errorType..., from 24 on not in the first
let ids;                   // getRequestId(), getTenantId()

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
function writeFrame(fd, type, time, record) {
  const length = Buffer.byteLength(record);
  const frame = Buffer.allocUnsafe(FRAME_HEADER + length);
  frame.writeUInt32BE(type, 0);
  frame.writeUInt32BE(length, 4);
  const microseconds = time.getTime() * 1000;
  frame.writeUInt32BE(Math.floor(microseconds / 2 ** 32), 8);
  frame.writeUInt32BE(microseconds % 2 ** 32, 12);
  frame.write(record, FRAME_HEADER);
  require('./blocking.cjs').writeAll(fd, frame);
}

function makeWriter(level, fd) {
  const record = json ? jsonRecord : textRecord;
  if (fd === undefined) {
    return (message, params) => {
      process.stdout.write(`${record(new Date(), level, message, params).replace(/\n/g, '\r')}\n`);
    };
  }
  const end = json ? '' : '\n';
  const type = ((json ? JSON_FRAME : TEXT_FRAME) | (LEVELS[level] << 2)) >>> 0;
  return (message, params) => {
    const time = new Date();
    writeFrame(fd, type, time, record(time, level, message, params) + end);
  };
}

// The writers of each level: {trace, debug, info, warn, error, fatal}, called with the message and an array of the
// rest. `level`, `telemetry`: AWS_LAMBDA_LOG_LEVEL and _LAMBDA_TELEMETRY_LOG_FD.
function makeLog(source, settings, level, telemetry) {
  ids = source;
  json = settings.logFormat === 'JSON';
  errorsInFirst = !settings.promises;
  const least = LEVELS[(level || '').toUpperCase()] || LEVELS.TRACE;
  const descriptor = parseInt(telemetry, 10);
  const fd = descriptor >= 0 ? descriptor : undefined;
  const log = {};
  for (const name of Object.keys(LEVELS)) {
    log[name.toLowerCase()] = LEVELS[name] >= least ? makeWriter(name, fd) : () => {};
  }
  return log;
}

// What we tell the person who runs the function: no part of its log.
function tell(settings, text) {
  if (settings.telemetry === undefined) process.stderr.write(`lambdalocal: ${text}\n`);
  else writeFrame(parseInt(settings.telemetry, 10), NOTICE_FRAME, new Date(), text);
}

module.exports = { makeLog, tell };
