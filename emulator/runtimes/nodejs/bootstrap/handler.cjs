// What a handler finds when it is loaded (console, the global awslambda), and finding and loading it:
// "dir/module.property", by require() or import() as the file asks for it.
// docs.aws.amazon.com/lambda/latest/dg/nodejs-handler.html
'use strict';

const fs = require('fs');
const path = require('path');
const Module = require('module');

const STREAMING = Symbol.for('aws.lambda.runtime.handler.streaming');
const HIGH_WATER_MARK = Symbol.for('aws.lambda.runtime.handler.streaming.highWaterMark');

const errors = () => require('./errors.cjs').types();

// lambdalocal's settings, in a variable that handlers do not see (README.md), and the personality: the main script's.
const settings = { promises: path.basename(process.argv[1]) === 'promises.cjs' };
for (const setting of (process.env._LAMBDALOCAL_SETTINGS || '').split('\x1f')) {
  const equals = setting.indexOf('=');
  if (equals > 0) settings[setting.slice(0, equals)] = setting.slice(equals + 1);
}
delete process.env._LAMBDALOCAL_SETTINGS;

// Until lambdalocal has compared the package with what was unpacked (emulator/runtimes/gate.h).
if (settings.gate) {
  const gate = Number(settings.gate);
  if (fs.readSync(gate, Buffer.alloc(1)) === 0) process.exit(1);  // lambdalocal is gone
  fs.closeSync(gate);
}

// Not the user's main module: on Lambda that is an ES module, so `require.main` is undefined in handlers.
process.mainModule = undefined;

// console.* as Lambda's (logs.cjs), which is loaded with the first line logged. `ids`: getRequestId(), getTenantId().
function patchConsole(ids) {
  const { AWS_LAMBDA_LOG_FORMAT, AWS_LAMBDA_LOG_LEVEL: level, _LAMBDA_TELEMETRY_LOG_FD: fd } = process.env;
  settings.logFormat = (AWS_LAMBDA_LOG_FORMAT || '').toUpperCase();
  if (fd !== undefined) delete process.env._LAMBDA_TELEMETRY_LOG_FD;
  settings.telemetry = fd;
  let log;
  for (const method of ['trace', 'debug', 'info', 'warn', 'error', 'fatal']) {
    console[method] = (message, ...params) => {
      log = log || require('./logs.cjs').makeLog(ids, settings, level, fd);
      log[method](message, params);
    };
  }
  console.log = console.info;
}

// As if required by the runtime's own index.mjs: that is what "Require stack" shows on Lambda.
const requireAsRuntime = Module.createRequire(path.join(__dirname, 'index.mjs'));

// globalThis.awslambda: what a handler is marked as streaming with.
function defineGlobals(more) {
  if (['1', 'true'].includes(process.env.AWS_LAMBDA_NODEJS_NO_GLOBAL_AWSLAMBDA)) return;
  globalThis.awslambda = {
    ...more,
    streamifyResponse(handler, options) {
      handler[STREAMING] = 'response';
      if (typeof options?.highWaterMark === 'number') handler[HIGH_WATER_MARK] = parseInt(options.highWaterMark, 10);
      return handler;
    },
    HttpResponseStream: class HttpResponseStream {
      // `metadata` (status code, headers, cookies of an HTTP response) goes in front of the first byte written.
      static from(stream, metadata) {
        stream.setContentType('application/vnd.awslambda.http-integration-response');
        const prelude = JSON.stringify(metadata);
        stream._onBeforeFirstWrite = (write) => {
          write(prelude);
          write(new Uint8Array(8));
        };
        return stream;
      }
    },
  };
}

// global.gc: Lambda starts node with --expose-gc, which would cost a start milliseconds here.
function defineGc() {
  Object.defineProperty(globalThis, 'gc', {
    configurable: true,
    get() {
      require('v8').setFlagsFromString('--expose-gc');
      const value = require('vm').runInNewContext('gc');
      Object.defineProperty(globalThis, 'gc', { value, configurable: true, writable: true });
      return value;
    },
    set(value) { Object.defineProperty(globalThis, 'gc', { value, configurable: true, writable: true }); },
  });
}

// A path of Lambda's file system as it is here, when there is something; others stay.
function onThisMachine(file) {
  const places = { '/opt/': settings.opt, '/var/task/': process.env.LAMBDA_TASK_ROOT };
  for (const [prefix, place] of Object.entries(places)) {
    if (!place || !file.startsWith(prefix)) continue;
    const here = path.join(place, file.slice(prefix.length));
    // A file may be named without its extension.
    if (fs.existsSync(path.dirname(here))) return here;
  }
  return file;
}

// require('/opt/nodejs/...'): layers lie elsewhere here.
function hookLambdaPaths() {
  const resolveFilename = Module._resolveFilename;
  Module._resolveFilename = function resolve(request, ...more) {
    const asked = typeof request === 'string' && request.startsWith('/') ? onThisMachine(request) : request;
    return resolveFilename.call(this, asked, ...more);
  };
}

function parse(handler) {
  if (handler.includes('..')) {
    throw new (errors().MalformedHandlerName)(`'${handler}' is not a valid handler name. Use absolute paths when `
      + 'specifying root directories in handler names.');
  }
  const base = path.basename(handler);
  const dot = base.indexOf('.');
  if (dot < 0) throw new (errors().MalformedHandlerName)('Bad handler');
  return {
    directory: handler.slice(0, handler.indexOf(base)),
    module: base.slice(0, dot),
    properties: base.slice(dot + 1).split('.'),
  };
}

// Whether node takes FILE.js as an ES module: the nearest package.json decides.
function isModulePackage(file) {
  for (let folder = path.dirname(file); !folder.endsWith('/node_modules'); folder = path.dirname(folder)) {
    const manifest = path.join(folder, 'package.json');
    if (fs.existsSync(manifest)) {
      try {
        return JSON.parse(fs.readFileSync(manifest, 'utf8'))?.type === 'module';
      } catch (error) {
        console.warn(`${manifest} cannot be read, it will be ignored for ES module detection purposes.`, error);
        return false;
      }
    }
    if (folder === '/') return false;
  }
  return false;
}

const looksAfterImports = settings.paths || settings.above;  // an import() may be in a CommonJS module too

function importUser(file) {
  if (looksAfterImports) require('./packages.cjs').hookImports(settings, file);
  return import(/[%#?\\]/.test(file) ? require('url').pathToFileURL(file).href : file);
}

function requireUser(file) {
  if (looksAfterImports) require('./packages.cjs').hookImports(settings, file);
  return requireAsRuntime(file);
}

// Up to Node.js 22 the exact name, .js, .mjs and .cjs are tried, and what a file exports must be truthy.
async function loadForCallbacks(file) {
  if (fs.existsSync(file)) {
    const loaded = requireUser(file);
    if (loaded) return loaded;
  }
  if (fs.existsSync(`${file}.js`)) {
    const loaded = isModulePackage(`${file}.js`) ? await importUser(`${file}.js`) : requireUser(`${file}.js`);
    if (loaded) return loaded;
  }
  if (fs.existsSync(`${file}.mjs`)) return importUser(`${file}.mjs`);
  return fs.existsSync(`${file}.cjs`) ? requireUser(`${file}.cjs`) : undefined;
}

// From Node.js 24 on everything is import()ed. A CommonJS module is require()d here, without the cost of the ESM
// loader, and shown as import() would show it; a function with properties is left to import() to analyse.
async function loadForPromises(file) {
  for (const extension of ['', '.js', '.mjs', '.cjs']) {
    const name = file + extension;
    if (fs.existsSync(name)) {
      if (extension === '.cjs' || (extension === '.js' && !isModulePackage(name))) {
        if (looksAfterImports) require('./packages.cjs').hookImports(settings, name);
        const loaded = Module._load(name, undefined, false);
        if (typeof loaded !== 'function') return { __proto__: null, ...loaded, default: loaded };
      }
      return importUser(name);
    }
  }
  return undefined;
}

async function loadModule(handler, taskRoot) {
  const { promises } = settings;
  const file = onThisMachine(path.resolve(taskRoot, handler.directory, handler.module));
  try {
    const loaded = await (promises ? loadForPromises : loadForCallbacks)(file);
    if (loaded) return loaded;
    const directory = promises ? path.join(taskRoot, handler.directory) : handler.directory;
    return requireUser(requireAsRuntime.resolve(handler.module, { paths: [taskRoot, directory] }));
  } catch (error) {
    if (error instanceof SyntaxError) {
      const failure = new (errors().UserCodeSyntaxError)(String(error));
      if (promises) failure.stack = error.stack;
      throw failure;
    }
    if (error?.code === 'MODULE_NOT_FOUND') throw new (errors().ImportModuleError)(String(error));
    throw error;
  }
}

function find(loaded, properties) {
  if (!settings.promises) return properties.reduce((value, key) => value && value[key], loaded);
  const isObject = (value) => value && typeof value === 'object';
  const walk = (from) => properties.reduce((value, key) => (isObject(value) ? value[key] : undefined), from);
  return walk(loaded) || (isObject(loaded) && 'default' in loaded ? walk(loaded.default) : undefined);
}

function isStreaming(handler) {
  const mark = handler[STREAMING];
  if (mark === undefined || mark === null || mark === false) return false;
  if (mark === 'response') return true;
  throw new (errors().MalformedStreamingHandler)('Only response streaming is supported.');
}

// {handler, streaming, highWaterMark} of `name` (AWS's Handler), or throws what Lambda reports for it.
async function load(name, taskRoot) {
  if (!globalThis.gc) defineGc();
  if (settings.packages) require('./packages.cjs').hookRequire(settings);
  if (settings.opt) hookLambdaPaths();
  const parsed = parse(name);
  const loaded = await loadModule(parsed, taskRoot);
  const handler = find(loaded, parsed.properties);
  if (typeof handler !== 'function') require('./hints.cjs').afterMissingHandler(settings, name, loaded);
  if (!handler) throw new (errors().HandlerNotFound)(`${name} is undefined or not exported`);
  if (typeof handler !== 'function') throw new (errors().HandlerNotFound)(`${name} is not a function`);
  const mark = Number(handler[HIGH_WATER_MARK] || NaN);
  return { handler, streaming: isStreaming(handler), highWaterMark: Number.isNaN(mark) ? undefined : mark };
}

module.exports = { settings, patchConsole, defineGlobals, load };
