// A TCP connection to the platform. Node's `net` and the streams below it take a cold start 5 ms and each invocation some
// microseconds, so this is what lies beneath them: node's own TCP handle. Where a node does not hand that out (a permission
// model), or would complain of it on stderr (pending deprecations), it is a socket of `net`.
'use strict';

const READ_BUFFER = 256 * 1024;  // as much as there is: an event of 6 MB is a hundred reads of 64 KB

function nodesOwn() {
  const { NODE_OPTIONS = '', NODE_PENDING_DEPRECATION } = process.env;
  if (NODE_PENDING_DEPRECATION === '1' || NODE_OPTIONS.includes('deprecation') || process.permission) return undefined;
  try {
    const { TCP, TCPConnectWrap, constants } = process.binding('tcp_wrap');
    const { WriteWrap, streamBaseState, kReadBytesOrError, kLastWriteWasAsync } = process.binding('stream_wrap');
    const usable = [TCP, TCPConnectWrap, WriteWrap].every((type) => typeof type === 'function')
      && [constants.SOCKET, kReadBytesOrError, kLastWriteWasAsync].every(Number.isInteger) && streamBaseState;
    return usable && { TCP, TCPConnectWrap, constants, WriteWrap, streamBaseState, kReadBytesOrError, kLastWriteWasAsync };
  } catch {
    return undefined;
  }
}

const own = nodesOwn();

class HandleConnection {
  constructor({ host, port }, receive, lost) {
    const buffer = Buffer.allocUnsafeSlow(READ_BUFFER);
    const handle = new own.TCP(own.constants.SOCKET);
    this.handle = handle;
    this.lost = lost;
    handle.useUserBuffer(buffer);
    handle.onread = () => {
      const size = own.streamBaseState[own.kReadBytesOrError];
      if (size > 0) receive(buffer.subarray(0, size));
      else if (size < 0) this.fail();
    };
    const request = new own.TCPConnectWrap();
    request.oncomplete = (status) => {
      if (this.handle !== handle) return;
      if (status !== 0 || handle.readStart() !== 0) this.fail();
    };
    if (handle.connect(request, host, port) !== 0) setImmediate(() => this.fail());
    handle.setNoDelay(true);
  }

  get fd() { return this.handle ? this.handle.fd : -1; }
  ref() { if (this.handle) this.handle.ref(); }
  unref() { if (this.handle) this.handle.unref(); }

  // `done` follows, never at once, when the kernel has taken all of it.
  write(data, done) {
    if (!this.handle) return;
    const request = new own.WriteWrap();
    request.data = data;  // lives as long as the request does
    request.oncomplete = (status) => {
      if (status !== 0) this.fail();
      else if (done) done();
    };
    const problem = typeof data === 'string' ? this.handle.writeUtf8String(request, data)
      : this.handle.writeBuffer(request, data);
    if (problem !== 0) setImmediate(() => this.fail());
    else if (!own.streamBaseState[own.kLastWriteWasAsync] && done) process.nextTick(done);
  }

  destroy() {
    const { handle } = this;
    this.handle = undefined;
    if (handle) handle.close();
  }

  fail() {
    if (this.handle) this.lost();
  }
}

class SocketConnection {
  constructor(address, receive, lost) {
    const callback = (size, buffer) => {
      receive(buffer.subarray(0, size));
      return true;
    };
    const onread = { buffer: Buffer.allocUnsafeSlow(READ_BUFFER), callback };
    this.socket = require('net').connect({ ...address, noDelay: true, onread });
    const failed = () => { if (!this.destroyed) lost(); };
    this.socket.on('error', failed).on('close', failed);
  }

  get fd() { return this.socket._handle ? this.socket._handle.fd : -1; }
  ref() { this.socket.ref(); }
  unref() { this.socket.unref(); }
  write(data, done) { this.socket.write(data, done); }
  destroy() {
    this.destroyed = true;
    this.socket.destroy();
  }
}

module.exports = { Connection: own ? HandleConnection : SocketConnection };
