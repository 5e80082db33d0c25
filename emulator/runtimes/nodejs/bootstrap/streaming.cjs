// Response streaming (docs.aws.amazon.com/lambda/latest/dg/runtimes-custom.html#runtimes-custom-response-streaming):
// the response is sent chunk by chunk while the handler runs; an error in the middle goes into the trailers.
'use strict';

const { Writable } = require('stream');
const { toPayload, types } = require('./errors.cjs');
const { headerValue } = require('./runtime_api.cjs');

const LINE_END = Buffer.from('\r\n');
const ERROR_TYPE = 'Lambda-Runtime-Function-Error-Type';
const ERROR_BODY = 'Lambda-Runtime-Function-Error-Body';

// What handlers see is no stream.Writable but an object with these of its members.
const METHODS = ['cork', 'destroy', 'end', 'uncork', 'write', 'addListener', 'emit', 'eventNames', 'getMaxListeners',
  'listenerCount', 'listeners', 'off', 'on', 'once', 'prependListener', 'prependOnceListener', 'rawListeners',
  'removeAllListeners', 'removeListener', 'setMaxListeners', 'setContentType'];
const WRITABLE_PROPERTIES = ['destroyed', 'writable', '_onBeforeFirstWrite'];
const READABLE_PROPERTIES = ['writableFinished', 'writableObjectMode', 'writableEnded', 'writableNeedDrain',
  'writableHighWaterMark', 'writableCorked', 'writableLength'];

class ResponseStream extends Writable {
  constructor(api, highWaterMark, answered) {
    super(highWaterMark === undefined ? {} : { highWaterMark });
    this.api = api;
    this.answered = answered;
    this.contentType = 'application/octet-stream';
    this.begun = false;
    this.trailers = '';
    this.on('error', () => {});  // told to the handler by its own listeners
  }

  setContentType(contentType) {
    if (this.touched) throw new (types().InvalidStreamingOperation)('Cannot set content-type, too late.');
    this.contentType = contentType;
  }

  write(chunk, encoding, callback) {
    let data = chunk;
    if (typeof chunk !== 'string' && !(chunk instanceof Uint8Array)) data = JSON.stringify(chunk);
    if (!this.touched) {
      this.touched = true;
      if (typeof this._onBeforeFirstWrite === 'function') this._onBeforeFirstWrite((part) => super.write(part));
    }
    return super.write(data, encoding, callback);
  }

  head() {
    if (this.begun) return '';
    this.begun = true;
    return this.api.beginStream('Lambda-Runtime-Function-Response-Mode: streaming\r\n'
      + `Content-Type: ${headerValue(this.contentType)}\r\nTransfer-Encoding: chunked\r\n`
      + `Trailer: ${ERROR_TYPE}\r\nTrailer: ${ERROR_BODY}\r\n`, this.answered);
  }

  _write(chunk, _encoding, callback) { this.send([chunk], callback); }
  _writev(entries, callback) { this.send(entries.map((entry) => entry.chunk), callback); }

  // One write for everything at hand: head, chunk sizes, chunks.
  send(chunks, callback) {
    const pieces = [Buffer.from(this.head(), 'latin1')];
    for (const chunk of chunks) {
      if (chunk.length > 0) pieces.push(Buffer.from(`${chunk.length.toString(16)}\r\n`), chunk, LINE_END);
    }
    const data = Buffer.concat(pieces);
    if (data.length > 0) this.api.connection.write(data, callback);
    else callback();
  }

  _final(callback) {
    this.api.connection.write(Buffer.from(`${this.head()}0\r\n${this.trailers}\r\n`, 'latin1'), callback);
  }

  // Aborted: a response that has begun must not look complete.
  _destroy(error, callback) {
    if (this.begun && !this.writableFinished) {
      this.api.reset();
      this.answered();
    }
    callback(error);
  }
}

function facade(inner) {
  const stream = {};
  for (const name of METHODS) stream[name] = inner[name].bind(inner);
  for (const name of WRITABLE_PROPERTIES) {
    const set = (value) => { inner[name] = value; };
    Object.defineProperty(stream, name, { get: () => inner[name], set });
  }
  for (const name of READABLE_PROPERTIES) Object.defineProperty(stream, name, { get: () => inner[name] });
  return stream;
}

// The stream of the current invocation; `answered` settles when Lambda has taken the whole response; fail(error) ends
// it with an error and settles when that has been sent.
function createResponseStream(api, highWaterMark) {
  let settle;
  const answered = new Promise((resolve) => {
    settle = () => {
      if (settle.called) return;
      settle.called = true;
      api.release();
      resolve();
    };
  });
  const inner = new ResponseStream(api, highWaterMark, settle);
  api.hold();
  const fail = (error) => new Promise((done) => {
    const payload = toPayload(error);
    if (inner.destroyed || inner.writableEnded) {
      if (!inner.begun) {
        if (api.current) api.postError(api.current.id, JSON.stringify(payload));
        settle();
      }
      done();
      return;
    }
    inner.trailers = `${ERROR_TYPE}: ${headerValue(payload.errorType)}\r\n`
      + `${ERROR_BODY}: ${Buffer.from(JSON.stringify(payload)).toString('base64')}\r\n`;
    inner.end(done);
  });
  return { stream: facade(inner), answered, fail };
}

module.exports = { createResponseStream };
