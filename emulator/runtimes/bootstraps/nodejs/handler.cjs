// Finding and loading the handler (docs.aws.amazon.com/lambda/latest/dg/nodejs-handler.html): "dir/module.property", by
// require() or import() as the file asks for it.
'use strict';

const fs = require('fs');
const path = require('path');
const Module = require('module');

const STREAMING = Symbol.for('aws.lambda.runtime.handler.streaming');
const HIGH_WATER_MARK = Symbol.for('aws.lambda.runtime.handler.streaming.highWaterMark');

const errors = () => require('./errors.cjs').types;

// As if required by the runtime's own index.mjs: that is what "Require stack" shows on Lambda.
const requireUser = Module.createRequire(path.join(__dirname, 'index.mjs'));

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

function importUser(file, settings) {
  if (settings.paths || settings.packages) require('./packages.cjs').hookImports(settings);
  return import(/[%#?\\]/.test(file) ? require('url').pathToFileURL(file).href : file);
}

// Up to Node.js 22 the exact name, .js, .mjs and .cjs are tried, and what a file exports must be truthy.
async function loadForCallbacks(file, settings) {
  if (fs.existsSync(file)) {
    const loaded = requireUser(file);
    if (loaded) return loaded;
  }
  if (fs.existsSync(`${file}.js`)) {
    const loaded = isModulePackage(`${file}.js`) ? await importUser(`${file}.js`, settings) : requireUser(`${file}.js`);
    if (loaded) return loaded;
  }
  if (fs.existsSync(`${file}.mjs`)) return importUser(`${file}.mjs`, settings);
  return fs.existsSync(`${file}.cjs`) ? requireUser(`${file}.cjs`) : undefined;
}

// From Node.js 24 on everything is import()ed. A CommonJS module is require()d here, without the cost of the ESM loader,
// and shown as import() would show it; a function with properties is left to import() to analyse.
async function loadForPromises(file, settings) {
  for (const extension of ['', '.js', '.mjs', '.cjs']) {
    const name = file + extension;
    if (fs.existsSync(name)) {
      if (extension === '.cjs' || (extension === '.js' && !isModulePackage(name))) {
        const loaded = Module._load(name, undefined, false);
        if (typeof loaded !== 'function') return { __proto__: null, ...loaded, default: loaded };
      }
      return importUser(name, settings);
    }
  }
  return undefined;
}

async function loadModule(handler, taskRoot, settings, promises) {
  const file = path.resolve(taskRoot, handler.directory, handler.module);
  try {
    const loaded = await (promises ? loadForPromises : loadForCallbacks)(file, settings);
    if (loaded) return loaded;
    const directory = promises ? path.join(taskRoot, handler.directory) : handler.directory;
    return requireUser(requireUser.resolve(handler.module, { paths: [taskRoot, directory] }));
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

function find(loaded, properties, promises) {
  const objectsOnly = (value) => value && typeof value === 'object';
  const any = (value) => value;
  const enter = promises ? objectsOnly : any;
  const walk = (from) => properties.reduce((value, key) => (enter(value) ? value[key] : promises ? undefined : value), from);
  const found = walk(loaded);
  if (!found && promises && objectsOnly(loaded) && 'default' in loaded) return walk(loaded.default);
  return found;
}

function isStreaming(handler) {
  const mark = handler[STREAMING];
  if (mark === undefined || mark === null || mark === false) return false;
  if (mark === 'response') return true;
  throw new (errors().MalformedStreamingHandler)('Only response streaming is supported.');
}

// {handler, streaming, highWaterMark} of `name` (AWS's Handler), or throws what Lambda reports for it.
async function load(name, taskRoot, settings, promises) {
  if (settings.packages) require('./packages.cjs').hookRequire(settings);
  const parsed = parse(name);
  const handler = find(await loadModule(parsed, taskRoot, settings, promises), parsed.properties, promises);
  if (!handler) throw new (errors().HandlerNotFound)(`${name} is undefined or not exported`);
  if (typeof handler !== 'function') throw new (errors().HandlerNotFound)(`${name} is not a function`);
  const mark = Number(handler[HIGH_WATER_MARK] || NaN);
  return { handler, streaming: isStreaming(handler), highWaterMark: Number.isNaN(mark) ? undefined : mark };
}

module.exports = { defineGlobals, load };
