// The client's side of the Lambda Runtime API (docs.aws.amazon.com/lambda/latest/dg/runtimes-api.html) on one
// keep-alive connection. A response and the following poll leave in one write; answers are parsed as they come.
'use strict';

const { Connection } = require('./connection.cjs');
const output = require('./output.cjs');

const INVOCATION = '/2018-06-01/runtime/invocation/';
const INIT_ERROR = '/2018-06-01/runtime/init/error';

class RuntimeApi {
  constructor(endpoint) {
    const colon = endpoint.lastIndexOf(':');
    this.address = { host: endpoint.slice(0, colon), port: Number(endpoint.slice(colon + 1)) };
    this.host = ` HTTP/1.1\r\nHost: ${endpoint}\r\n`;
    this.poll = `GET ${INVOCATION}next${this.host}\r\n`;
    this.outbox = '';           // a response that waits for the poll to leave with it
    this.pollWanted = false;
    this.flushing = false;
    this.current = undefined;   // the invocation handed out and not yet answered
    this.streaming = false;     // a streamed response has begun
    this.initialising = true;   // until the first poll
    this.output = undefined;    // of the invocation just answered: undefined, 'awaited' or 'complete' (output.cjs)
    this.eager = false;         // a poll leaves at once; otherwise after what is due in this turn of the event loop
    this.holds = 0;             // what keeps the event loop alive for this connection
    this.send = () => this.flush();
    this.connect();
  }

  connect() {
    this.waiting = [];       // what to do with the answers to come, in order: undefined or f(headers, body)
    this.partial = undefined;  // the beginning of an answer's head
    this.headers = undefined;  // the head whose body is being read
    this.body = undefined;
    // Without the platform nothing is left to do for a runtime.
    this.connection = new Connection(this.address, (data) => this.receive(data), () => process.exit(1));
    if (this.holds === 0) this.connection.unref();
  }

  // Cuts the connection in the middle of a message: how an aborted response is told from a complete one.
  reset() {
    this.connection.destroy();
    this.connect();
    this.streaming = false;
    this.current = undefined;
  }

  // The event loop may end while a handler runs (that is a result, see callbacks.cjs), never while a poll is open.
  hold() {
    this.holds += 1;
    if (this.holds === 1) this.connection.ref();
  }

  release() {
    this.holds -= 1;
    if (this.holds === 0) this.connection.unref();
  }

  nextInvocation() {
    return new Promise((resolve) => {
      this.hold();
      this.pollWanted = true;
      this.nextArrived = resolve;
      if (this.eager) this.flush();
      else this.flushSoon();
    });
  }

  message(path, headers, body) {
    return `POST ${path}${this.host}${headers}Content-Length: ${Buffer.byteLength(body)}\r\n\r\n${body}`;
  }

  // The result of the current invocation, or its error; it leaves with the next poll.
  postResponse(id, json) { this.post(id, '/response', json); }
  postError(id, json) { this.post(id, '/error', json); }
  post(id, what, json) {
    // An answer to an invocation that has had one: Lambda refuses it, the official clients ignore that.
    if (!this.current || this.current.id !== id) return;
    this.outbox += this.answer(id, what, json);
    this.current = undefined;
    if (!this.eager) this.flushSoon();
  }

  answer(id, what, json) {
    const attempt = this.current.attempt;
    return this.message(`${INVOCATION}${encodeURIComponent(id)}${what}`,
      `Content-Type: application/json\r\n${attempt ? `Lambda-Runtime-Invocation-Id: ${attempt}\r\n` : ''}`, json);
  }

  flushSoon() {
    if (this.flushing) return;
    this.flushing = true;
    setImmediate(this.send);
  }

  flush() {
    this.flushing = false;
    let data = this.outbox;
    if (data) {
      this.waiting.push(undefined);
      this.outbox = '';
    }
    if (this.pollWanted && !this.initialising && this.awaitOutput()) {
      if (data) this.connection.write(data);
      return;
    }
    if (this.pollWanted) {
      this.pollWanted = false;
      this.initialising = false;
      this.waiting.push((headers, body) => this.arrived(headers, body));
      data += this.poll;
    }
    if (data) this.connection.write(data);
  }

  // Whether the poll has to wait for what the function has written; then it leaves when that has.
  awaitOutput() {
    if (this.output === 'complete' || !(this.output || output.pending())) return false;
    if (!this.output) {
      this.output = 'awaited';
      output.settle(() => {
        this.output = 'complete';
        this.flush();
      });
    }
    return true;
  }

  arrived(headers, body) {
    this.release();
    this.output = undefined;
    const id = headers['lambda-runtime-aws-request-id'];
    this.current = { id, attempt: headers['lambda-runtime-invocation-id'], headers, body };
    this.nextArrived(this.current);
  }

  postInitError(type, json, done) {
    this.hold();
    this.waiting.push(done);
    this.connection.write(this.message(INIT_ERROR,
      `Content-Type: application/json\r\nLambda-Runtime-Function-Error-Type: ${headerValue(type)}\r\n`, json));
  }

  // The last words of a process that is about to exit: sent, and taken by the platform, before this returns.
  lastWords(errorJson) {
    let data = this.outbox;
    if (this.current && !this.streaming && errorJson !== undefined) {
      data += this.answer(this.current.id, '/error', errorJson);
    }
    this.current = undefined;
    this.outbox = '';
    const { fd } = this.connection;
    if (!data || fd < 0) return;
    const { writeAll, awaitAnswer } = require('./blocking.cjs');
    if (writeAll(fd, Buffer.from(data))) awaitAnswer(fd);
  }

  // The head of a streamed response; its answer is given to `done`.
  beginStream(headers, done) {
    const { id, attempt } = this.current;
    this.streaming = true;
    this.waiting.push(() => {
      this.streaming = false;
      this.current = undefined;
      done();
    });
    return `POST ${INVOCATION}${encodeURIComponent(id)}/response${this.host}${headers}`
      + `${attempt ? `Lambda-Runtime-Invocation-Id: ${attempt}\r\n` : ''}\r\n`;
  }

  receive(data) {
    let at = 0;
    while (at < data.length) {
      if (!this.headers) {
        if (this.partial) {
          data = Buffer.concat([this.partial, data.subarray(at)]);
          at = 0;
          this.partial = undefined;
        }
        const end = data.indexOf('\r\n\r\n', at);
        if (end < 0) {
          this.partial = Buffer.from(data.subarray(at));
          return;
        }
        this.headers = parseHead(data.toString('utf8', at, end));
        at = end + 4;
        this.missing = Number(this.headers['content-length'] || 0);
        this.body = undefined;
      }
      const part = Math.min(this.missing, data.length - at);
      if (!this.body && part === this.missing) {
        this.finish(data.toString('utf8', at, at + part));
      } else {
        if (!this.body) {
          this.body = Buffer.allocUnsafe(this.missing);
          this.filled = 0;
        }
        data.copy(this.body, this.filled, at, at + part);
        this.filled += part;
        this.missing -= part;
        if (this.missing === 0) this.finish(this.body);
      }
      at += part;
    }
  }

  finish(body) {
    const headers = this.headers;
    this.headers = this.body = undefined;
    const receiver = this.waiting.shift();
    if (receiver) receiver(headers, body);
  }
}

// The event of an invocation: its body is text, or bytes when it is large.
function eventOf({ body }) {
  return typeof body === 'string' ? JSON.parse(body) : require('./large_event.cjs').parse(body);
}

// What may stand in a header: error names are the function's.
function headerValue(text) {
  return String(text).replace(/[^\t\x20-\x7e]/g, '?');
}

function parseHead(text) {
  const headers = {};
  let at = text.indexOf('\r\n');
  while (at >= 0) {
    at += 2;
    const end = text.indexOf('\r\n', at);
    const line = end < 0 ? text.slice(at) : text.slice(at, end);
    const colon = line.indexOf(':');
    headers[line.slice(0, colon).toLowerCase()] = line.slice(colon + 1).trim();
    at = end;
  }
  return headers;
}

module.exports = { RuntimeApi, eventOf, headerValue };
