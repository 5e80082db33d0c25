// Writing and reading before going on, on pipes and sockets that are in non-blocking mode.
'use strict';

const fs = require('fs');

const GONE = ['EPIPE', 'ECONNRESET', 'EBADF', 'ENOTCONN'];
const ANSWER_MS = 5000;

let sleeper;

// The other side is slow: let it run for a millisecond.
function pause() {
  sleeper = sleeper || new Int32Array(new SharedArrayBuffer(4));
  Atomics.wait(sleeper, 0, 0, 1);
}

// Whether all of `buffer` was written; false when nobody reads any more.
function writeAll(fd, buffer) {
  let at = 0;
  while (at < buffer.length) {
    try {
      at += fs.writeSync(fd, buffer, at);
    } catch (error) {
      if (GONE.includes(error.code)) return false;
      if (error.code !== 'EAGAIN') throw error;
      pause();
    }
  }
  return true;
}

// Waits until something can be read, or the other side has closed, or too much time has gone by.
function awaitAnswer(fd) {
  const end = Date.now() + ANSWER_MS;
  const buffer = Buffer.alloc(1024);
  while (Date.now() < end) {
    try {
      fs.readSync(fd, buffer);
      return;
    } catch (error) {
      if (error.code !== 'EAGAIN') return;
      pause();
    }
  }
}

module.exports = { writeAll, awaitAnswer };
