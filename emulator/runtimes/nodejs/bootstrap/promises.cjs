// The main script of Node.js 24 and newer (README.md): a handler's return value or promise is the answer; there is no
// callback, and what is uncaught ends the process as in any node program.
'use strict';

const { RuntimeApi, eventOf } = require('./runtime_api.cjs');
const { patchConsole, defineGlobals, load } = require('./handler.cjs');

const errors = () => require('./errors.cjs');

const REQUIRED_VARIABLES = ['AWS_LAMBDA_FUNCTION_NAME', 'AWS_LAMBDA_FUNCTION_VERSION',
  'AWS_LAMBDA_FUNCTION_MEMORY_SIZE', 'AWS_LAMBDA_LOG_GROUP_NAME', 'AWS_LAMBDA_LOG_STREAM_NAME'];
const CALLBACKS_REMOVED = 'ERROR: AWS Lambda has removed support for callback-based function handlers starting with '
  + 'Node.js 24. You need to modify this function to use a supported handler signature to use Node.js 24 or later. For '
  + 'more information see https://docs.aws.amazon.com/lambda/latest/dg/nodejs-handler.html.';

const KEYS = {
  REQUEST_ID: Symbol.for('_AWS_LAMBDA_REQUEST_ID'),
  X_RAY_TRACE_ID: Symbol.for('_AWS_LAMBDA_X_RAY_TRACE_ID'),
  TENANT_ID: Symbol.for('_AWS_LAMBDA_TENANT_ID'),
};

// awslambda.InvokeStore: what belongs to the running invocation (npm's @aws/lambda-invoke-store uses this one).
class InvokeStore {
  static PROTECTED_KEYS = KEYS;

  isProtectedKey(key) { return Object.values(KEYS).includes(key); }
  getRequestId() { return this.get(KEYS.REQUEST_ID) ?? '-'; }
  getXRayTraceId() { return this.get(KEYS.X_RAY_TRACE_ID); }
  getTenantId() { return this.get(KEYS.TENANT_ID); }
  getContext() { return this.currentContext; }
  hasContext() { return this.currentContext !== undefined; }
  get(key) { return this.currentContext?.[key]; }
  set(key, value) {
    if (this.isProtectedKey(key)) {
      throw new Error(`Cannot modify protected Lambda context field: ${String(key)}`);
    }
    this.currentContext = this.currentContext || {};
    this.currentContext[key] = value;
  }

  run(context, body) {
    this.currentContext = context;
    return body();
  }
}

function parseHeader(headers, name) {
  if (!headers[name]) return undefined;
  try {
    return JSON.parse(headers[name]);
  } catch (error) {
    throw new (errors().types().PlatformError)(`Failed to parse ${name} as JSON: ${error.message}`);
  }
}

function makeContext({ headers }) {
  const { env } = process;
  const missing = REQUIRED_VARIABLES.filter((name) => !env[name]);
  if (missing.length > 0) {
    throw new (errors().types().PlatformError)(`Missing required environment variables: ${missing.join(', ')}`);
  }
  const deadline = parseInt(headers['lambda-runtime-deadline-ms'], 10);
  const trace = headers['lambda-runtime-trace-id'] || '';
  const context = {
    clientContext: parseHeader(headers, 'lambda-runtime-client-context'),
    identity: parseHeader(headers, 'lambda-runtime-cognito-identity'),
    invokedFunctionArn: headers['lambda-runtime-invoked-function-arn'],
    awsRequestId: headers['lambda-runtime-aws-request-id'],
    tenantId: headers['lambda-runtime-aws-tenant-id'],
    xRayTraceId: trace,
    getRemainingTimeInMillis: () => deadline - Date.now(),
    functionName: env.AWS_LAMBDA_FUNCTION_NAME,
    functionVersion: env.AWS_LAMBDA_FUNCTION_VERSION,
    memoryLimitInMB: env.AWS_LAMBDA_FUNCTION_MEMORY_SIZE,
    logGroupName: env.AWS_LAMBDA_LOG_GROUP_NAME,
    logStreamName: env.AWS_LAMBDA_LOG_STREAM_NAME,
  };
  if (trace) env._X_AMZN_TRACE_ID = trace;
  else delete env._X_AMZN_TRACE_ID;
  return context;
}

const nextTurn = () => new Promise((resolve) => { setImmediate(resolve); });

function serialize(result) {
  let json;
  try {
    json = JSON.stringify(result === undefined ? null : result);
  } catch {
    throw new (errors().types().JSONStringifyError)('Unable to stringify response body');
  }
  if (typeof json !== 'string') throw new TypeError('Wrong arguments');
  return json;
}

// The names of these classes and methods are seen in the stack traces of handlers, here as on Lambda.
class BufferedInvokeProcessor {
  constructor(runtime, loaded) {
    this.runtime = runtime;
    this.handler = loaded.handler;
  }

  async processInvoke(context, event) {
    const { api } = this.runtime;
    try {
      const result = await this.handler(event, context);
      await nextTurn();
      api.postResponse(context.awsRequestId, serialize(result));
    } catch (error) {
      await this.runtime.report(error);
      api.postError(context.awsRequestId, JSON.stringify(errors().toPayload(error)));
    }
  }
}

class StreamingInvokeProcessor {
  constructor(runtime, loaded) {
    this.runtime = runtime;
    this.handler = loaded.handler;
    this.highWaterMark = loaded.highWaterMark;
  }

  async processInvoke(context, event) {
    const { createResponseStream } = require('./streaming.cjs');
    const { stream, answered, fail } = createResponseStream(this.runtime.api, this.highWaterMark);
    try {
      const result = this.handler(event, stream, context);
      await this.waitForStreamClosure(result, answered, stream);
    } catch (error) {
      await this.runtime.report(error);
      await fail(error);
    }
  }

  async waitForStreamClosure(result, answered, stream) {
    if (typeof result?.then !== 'function') throw new Error('Streaming does not support non-async handlers.');
    if (await result !== undefined) console.warn('Streaming handlers ignore return values.');
    await answered;
    if (!stream.writableFinished) throw new Error('Response stream is not finished.');
  }
}

class Runtime {
  constructor(api, loaded, store) {
    this.api = api;
    this.store = store;
    this.processor = new (loaded.streaming ? StreamingInvokeProcessor : BufferedInvokeProcessor)(this, loaded);
  }

  async report(error) {
    await nextTurn();
    errors().logError('Invoke Error', error);
  }

  async start() {
    await this.processSingleConcurrent();
  }

  async processSingleConcurrent() {
    for (;;) {
      const invocation = await this.api.nextInvocation();
      const context = makeContext(invocation);
      const event = eventOf(invocation);
      await this.runWithInvokeContext(context, () => this.processor.processInvoke(context, event));
    }
  }

  async runWithInvokeContext(context, body) {
    const shared = { [KEYS.REQUEST_ID]: context.awsRequestId, [KEYS.X_RAY_TRACE_ID]: context.xRayTraceId };
    return this.store.run(shared, body);
  }
}

async function createRuntime(api, store) {
  try {
    const loaded = await load(process.env._HANDLER, process.env.LAMBDA_TASK_ROOT);
    if (loaded.handler.length >= 3 && !loaded.streaming) {
      throw new (errors().types().CallbackHandlerDeprecated)(CALLBACKS_REMOVED);
    }
    return new Runtime(api, loaded, store);
  } catch (error) {
    errors().logError('Init Error', error);
    const payload = errors().toPayload(error);
    await new Promise((resolve) => { api.postInitError(payload.errorType, JSON.stringify(payload), resolve); });
    throw error;
  }
}

async function ignition(api, store) {
  api.eager = true;
  defineGlobals({ InvokeStore: store });
  const runtime = await createRuntime(api, store);
  await runtime.start();
}

const store = new InvokeStore();
patchConsole(store);
ignition(new RuntimeApi(process.env.AWS_LAMBDA_RUNTIME_API), store);
