// The main script of Node.js 22 and older (README.md): handlers may answer by callback, context.done/succeed/fail or
// promise; what is uncaught is reported by the runtime; an empty event loop ends an invocation.
'use strict';

const { RuntimeApi, eventOf } = require('./runtime_api.cjs');
const { patchConsole, defineGlobals, load } = require('./handler.cjs');

const errors = () => require('./errors.cjs');

// Where Lambda keeps the ids of the running invocation; libraries know the symbol.
const REQUEST_ID = Symbol.for('aws.lambda.runtime.requestId');
const TENANT_ID = Symbol.for('aws.lambda.runtime.tenantId');
const ids = { getRequestId: () => globalThis[REQUEST_ID], getTenantId: () => globalThis[TENANT_ID] };

function setIds({ id, headers }) {
  globalThis[REQUEST_ID] = id;
  globalThis[TENANT_ID] = headers['lambda-runtime-aws-tenant-id'];
}

// What happens when the event loop is empty. Tracing libraries know this symbol.
const BEFORE_EXIT = Symbol.for('aws.lambda.beforeExit');
const onEmptyLoop = (listener) => { globalThis[BEFORE_EXIT] = listener; };
const nothing = () => {};

const NEVER_SETTLED = 'The Lambda runtime client detected an unexpected Node.js exit code. This is most commonly '
  + 'caused by a Promise that was never settled. For more information, see '
  + 'https://nodejs.org/docs/latest/api/process.html#exit-codes';
const CALLBACK_WARNING = 'AWS Lambda plans to remove support for callback-based function handlers starting with Node.js'
  + ' 24. You will need to update this function to use an async handler to use Node.js 24 or later. For more '
  + 'information and to provide feedback on this change, see '
  + 'https://github.com/aws/aws-lambda-nodejs-runtime-interface-client/issues/137. To disable this warning, set the '
  + 'AWS_LAMBDA_NODEJS_DISABLE_CALLBACK_WARNING environment variable.';

function parseHeader(headers, header, name) {
  const text = headers[header];
  if (!text) return undefined;
  try {
    return JSON.parse(text);
  } catch (error) {
    throw new Error(`Cannot parse ${name} as json: ${error}`);
  }
}

function completeContext(context, { headers }) {
  const trace = headers['lambda-runtime-trace-id'];
  if (trace) process.env._X_AMZN_TRACE_ID = trace;
  else delete process.env._X_AMZN_TRACE_ID;
  const deadline = Number(headers['lambda-runtime-deadline-ms']);
  const { env } = process;
  return Object.assign(context, {
    functionVersion: env.AWS_LAMBDA_FUNCTION_VERSION,
    functionName: env.AWS_LAMBDA_FUNCTION_NAME,
    memoryLimitInMB: env.AWS_LAMBDA_FUNCTION_MEMORY_SIZE,
    logGroupName: env.AWS_LAMBDA_LOG_GROUP_NAME,
    logStreamName: env.AWS_LAMBDA_LOG_STREAM_NAME,
    clientContext: parseHeader(headers, 'lambda-runtime-client-context', 'ClientContext'),
    identity: parseHeader(headers, 'lambda-runtime-cognito-identity', 'CognitoIdentity'),
    invokedFunctionArn: headers['lambda-runtime-invoked-function-arn'],
    awsRequestId: headers['lambda-runtime-aws-request-id'],
    tenantId: headers['lambda-runtime-aws-tenant-id'],
    getRemainingTimeInMillis: () => deadline - Date.now(),
  });
}

const isPromise = (value) => value && value.then && typeof value.then === 'function';
const isMissing = (value) => value === undefined || value === null;

class Runtime {
  constructor(api, loaded) {
    this.api = api;
    this.handler = loaded.handler;
    this.highWaterMark = loaded.highWaterMark;
    this.isAsync = loaded.handler.constructor?.name === 'AsyncFunction';
    this.handleOnce = loaded.streaming ? this.handleOnceStreaming : this.handleOnceNonStreaming;
  }

  scheduleIteration() {
    this.handleOnce().catch((error) => {
      console.log(`Unexpected Top Level Error: ${error}`);
      fatal(this.api, error, 129);
    });
  }

  postResult(id, result) {
    let json;
    try {
      json = JSON.stringify(result === undefined ? null : result);
    } catch {
      throw new Error('Unable to stringify response body');
    }
    if (typeof json !== 'string') throw new TypeError('Wrong arguments');
    this.api.postResponse(id, json);
    this.scheduleIteration();
  }

  postError(id, error) {
    errors().logError('Invoke Error', error);
    if (this.api.current?.id !== id) return;  // too late, the invocation has been answered
    this.api.postError(id, JSON.stringify(errors().toPayload(error)));
    this.scheduleIteration();
  }

  // The callback, the context with done, succeed and fail, and a function that closes all of them.
  makeCallbacks(id) {
    let closed = false;
    let finished = false;
    let waits = true;
    const complete = (result) => {
      if (closed) {
        console.error('Invocation has already been reported as done. Cannot call complete more than once per '
          + 'invocation.');
        return;
      }
      closed = true;
      this.postResult(id, result);
    };
    const done = (error, result) => {
      onEmptyLoop(nothing);
      if (isMissing(error)) complete(result);
      else this.postError(id, error);
    };
    const callback = (error, result) => {
      onEmptyLoop(nothing);
      if (!isMissing(error)) this.postError(id, error);
      else if (!waits) complete(result);
      else onEmptyLoop(() => setImmediate(() => complete(result)));
    };
    // Only the first answer counts; one that cannot be sent does not.
    const first = (answer) => (...values) => {
      if (finished) return;
      answer(...values);
      finished = true;
    };
    const context = {
      get callbackWaitsForEmptyEventLoop() { return waits; },
      set callbackWaitsForEmptyEventLoop(value) { waits = value; },
      succeed: first((result) => done(null, result)),
      fail: first((error) => (isMissing(error) ? done('handled') : done(error, null))),
      done: first(done),
    };
    return { callback: first(callback), context, close: () => { closed = true; } };
  }

  // The loop is empty and nothing has been answered.
  endSilently(id, close) {
    close();
    if (this.isAsync) this.postError(id, new (errors().types().NodeJsExit)(NEVER_SETTLED));
    else this.postResult(id, null);
  }

  async handleOnceNonStreaming() {
    const invocation = await this.api.nextInvocation();
    const { id } = invocation;
    setIds(invocation);
    const { callback, context, close } = this.makeCallbacks(id);
    try {
      onEmptyLoop(() => this.endSilently(id, close));
      const result = this.handler(eventOf(invocation), completeContext(context, invocation), callback);
      if (isPromise(result)) result.then(context.succeed, context.fail).catch(context.fail);
    } catch (error) {
      callback(error);
    }
  }

  async handleOnceStreaming() {
    const invocation = await this.api.nextInvocation();
    setIds(invocation);
    const { createResponseStream } = require('./streaming.cjs');
    const { stream, answered, fail: failStream } = createResponseStream(this.api, this.highWaterMark);
    let waits = true;
    const context = {
      get callbackWaitsForEmptyEventLoop() { return waits; },
      set callbackWaitsForEmptyEventLoop(value) { waits = value; },
    };
    const next = () => {
      if (waits) onEmptyLoop(() => setImmediate(() => { onEmptyLoop(nothing); this.scheduleIteration(); }));
      else this.scheduleIteration();
    };
    const fail = (error) => {
      errors().logError('Invoke Error', error);
      failStream(error).then(next);
    };
    try {
      onEmptyLoop(() => this.scheduleIteration());
      completeContext(context, invocation);
      const result = this.handler(eventOf(invocation), stream, context);
      if (!isPromise(result)) {
        fail('Streaming does not support non-async handlers.');
        return;
      }
      if (await result !== undefined) console.warn('Streaming handlers ignore return values.');
      await answered;
      if (stream.writableFinished) next();
      else fail('Response stream is not finished.');
    } catch (error) {
      fail(error);
    }
  }
}

// An error nobody caught: told to Lambda, which then loses this environment.
function fatal(api, error, code) {
  if (api.initialising) {
    if (api.failed) return;
    api.failed = true;
    const payload = errors().toPayload(error);
    api.postInitError(payload.errorType, JSON.stringify(payload), () => process.exit(code));
    return;
  }
  api.lastWords(JSON.stringify(errors().toPayload(error)));
  process.exit(code);
}

async function ignition(api) {
  process.on('uncaughtException', (error) => {
    errors().logError('Uncaught Exception', error);
    fatal(api, error, 129);
  });
  process.on('unhandledRejection', (reason, promise) => {
    const error = Object.assign(new (errors().types().UnhandledPromiseRejection)(reason), { reason, promise });
    errors().logError('Unhandled Promise Rejection', error);
    fatal(api, error, 128);
  });
  process.on('exit', () => {
    api.lastWords();
    // A top-level await that never settles: the exit status node gives its main module then.
    if (api.initialising && process.exitCode === undefined) process.exitCode = 13;
  });
  onEmptyLoop(nothing);
  process.on('beforeExit', () => globalThis[BEFORE_EXIT]());
  defineGlobals();
  try {
    const loaded = await load(process.env._HANDLER, process.env.LAMBDA_TASK_ROOT);
    const runtime = new Runtime(api, loaded);
    const usesCallback = loaded.handler.length === 3 && !runtime.isAsync && !loaded.streaming;
    if (usesCallback && process.env.AWS_LAMBDA_NODEJS_DISABLE_CALLBACK_WARNING === undefined) {
      console.warn(CALLBACK_WARNING);
    }
    runtime.scheduleIteration();
  } catch (error) {
    process.emit('uncaughtException', error);
  }
}

patchConsole(ids);
ignition(new RuntimeApi(process.env.AWS_LAMBDA_RUNTIME_API));
