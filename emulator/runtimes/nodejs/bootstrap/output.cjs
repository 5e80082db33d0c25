// What a function writes belongs to the invocation in which it writes: the platform ends an invocation with the next poll,
// and may end the process with it. node itself queues what a full pipe does not take, so process.stdout and process.stderr
// are made to wait for the pipe when they are first used. What can still be on its way then is little: file writes given to
// node's threads, a stream that somebody has switched back, and what worker threads and children write through streams that
// are piped into ours. For those the next poll waits, after the response has left.
'use strict';

const PATIENCE_MS = 200;  // a file system that hangs, a thread that never stops writing: then the next poll leaves
const QUIET_MS = 2;       // after this long without anything new, what comes through pipes counts as complete
const AFTER_OUTPUT_MS = 20;  // the same once something came: a thread sends its next piece when it is asked for it
const FILE_REQUESTS = ['FSReqCallback', 'FSReqPromise'];

const streams = [];       // of process.stdout and process.stderr, those that were used
let waitsForFiles = true;
let writtenBefore = 0;     // through the streams, until the invocation before had ended

// Getting process.stdout makes the stream, which would cost a start 5 ms: it is left to the function.
function watch(name) {
  const own = Object.getOwnPropertyDescriptor(process, name);
  if (typeof own?.get !== 'function' || !own.configurable) return;
  const get = () => {
    Object.defineProperty(process, name, own);
    const stream = process[name];
    streams.push(stream);
    stream._handle?.setBlocking?.(true);
    return stream;
  };
  Object.defineProperty(process, name, { ...own, get });
}

const isQueued = (stream) => stream.writableLength > 0 && stream.writableCorked === 0 && !stream.destroyed;
const hasSources = (stream) => stream.listenerCount('unpipe') > 0;
const isFile = (request) => FILE_REQUESTS.includes(request?.constructor?.name);
const filesPending = () => waitsForFiles && process._getActiveRequests().some(isFile);

// Whether something may still be on its way. Asked once in each invocation.
function pending() {
  return filesPending() || streams.some((stream) => isQueued(stream) || hasSources(stream));
}

const bytesWritten = () => streams.reduce((sum, stream) => sum + (stream.bytesWritten || 0), 0);

// Calls `done` when nothing is on its way any more, or patience is over. Our own queues are always waited for: the
// platform reads them.
function settle(done) {
  const end = Date.now() + PATIENCE_MS;
  let written = bytesWritten();
  let quietSince = Date.now();
  const look = () => {
    const now = Date.now();
    if (bytesWritten() !== written) {
      written = bytesWritten();
      quietSince = now;
    }
    const waitsForFile = filesPending();
    if (waitsForFile && now >= end) waitsForFiles = false;  // it would be waited for after each invocation
    const quiet = written === writtenBefore ? QUIET_MS : AFTER_OUTPUT_MS;
    const isQuiet = !streams.some(hasSources) || now - quietSince >= quiet;
    if (!streams.some(isQueued) && (now >= end || (isQuiet && !waitsForFile))) {
      writtenBefore = written;
      done();
    } else if (isQuiet) {
      setImmediate(look);
    } else {
      setTimeout(look, 1);
    }
  };
  setImmediate(look);
}

watch('stdout');
watch('stderr');

module.exports = { pending, settle };
