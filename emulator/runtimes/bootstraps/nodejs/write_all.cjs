// Writing to a descriptor before going on, also when it is a pipe or socket in non-blocking mode.
'use strict';

const fs = require('fs');

let sleeper;

function writeAll(fd, buffer) {
  let at = 0;
  while (at < buffer.length) {
    try {
      at += fs.writeSync(fd, buffer, at);
    } catch (error) {
      if (error.code !== 'EAGAIN') {
        if (error.code === 'EPIPE' || error.code === 'ECONNRESET' || error.code === 'EBADF') return;
        throw error;
      }
      // The reader is slow: let it run for a millisecond.
      sleeper = sleeper || new Int32Array(new SharedArrayBuffer(4));
      Atomics.wait(sleeper, 0, 0, 1);
    }
  }
}

module.exports = { writeAll };
