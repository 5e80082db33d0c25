// Where packages may come from. On Lambda nothing lies outside the function, its layers and the runtime; here a
// node_modules above the function may: "hidden" resolves as if it were not there, "visible" names each package taken
// from it, once. And as Lambda's node does, import looks into NODE_PATH too when a package is nowhere else.
'use strict';

const fs = require('fs');
const path = require('path');
const Module = require('module');
const { fileURLToPath, pathToFileURL } = require('url');

const SEGMENT = `${path.sep}node_modules${path.sep}`;
const named = new Set();

let own;  // settings
let roots = [];

const isInside = (file) => roots.some((root) => file === root || file.startsWith(root + path.sep));
const isBare = (specifier) => /^[^./:][^:]*$/.test(specifier);

function packageName(specifier) {
  return specifier.split('/', specifier.startsWith('@') ? 2 : 1).join('/');
}

// Reached through a link inside the function (npm workspaces): it is packed with the function.
function isLinked(name, importer) {
  for (let folder = path.dirname(importer); isInside(folder); folder = path.dirname(folder)) {
    if (fs.existsSync(path.join(folder, 'node_modules', name))) return true;
  }
  return false;
}

function isOutside(file, specifier, importer) {
  if (!file.includes(SEGMENT) || isInside(file)) return false;
  return isInside(importer) && !isLinked(packageName(specifier), importer);
}

function warn(file, specifier) {
  const name = packageName(specifier);
  if (named.has(name)) return;
  named.add(name);
  require('./logs.cjs').tell(own, `warning: package '${name}' comes from outside the function (${file}): on Lambda this `
    + 'import fails');
}

function readSettings(settings) {
  own = settings;
  roots = settings.roots ? settings.roots.split(path.delimiter) : [];
}

function hookRequire(settings) {
  readSettings(settings);
  if (settings.packages === 'hidden') {
    const lookupPaths = Module._resolveLookupPaths;
    Module._resolveLookupPaths = (request, parent) => {
      const paths = lookupPaths(request, parent);
      return paths && isBare(request) ? paths.filter(isInside) : paths;
    };
    return;
  }
  const resolveFilename = Module._resolveFilename;
  Module._resolveFilename = function resolve(request, parent, ...more) {
    const file = resolveFilename.call(this, request, parent, ...more);
    if (isBare(request) && parent?.filename && isOutside(file, request, parent.filename)) warn(file, request);
    return file;
  };
}

function notFound(specifier, importer) {
  const error = new Error(`Cannot find package '${packageName(specifier)}' imported from ${importer}`);
  error.code = 'ERR_MODULE_NOT_FOUND';
  return error;
}

// A package in one of the directories of NODE_PATH, resolved as if imported from next to that directory.
function parentInNodePath(specifier) {
  const name = packageName(specifier);
  for (const directory of (process.env.NODE_PATH || '').split(path.delimiter)) {
    if (path.basename(directory) === 'node_modules' && fs.existsSync(path.join(directory, name))) {
      return pathToFileURL(path.join(path.dirname(directory), 'index.mjs')).href;
    }
  }
  return undefined;
}

// The decisions about one import, for hooks on node's main thread and for those on a thread of their own: a generator
// that yields [specifier, context] to resolve and gets [result, error] back.
function* decide(specifier, context, mode) {
  let [result, failure] = yield [specifier, context];
  if (!isBare(specifier) || !context.parentURL?.startsWith('file:')) {
    if (failure) throw failure;
    return result;
  }
  const importer = fileURLToPath(context.parentURL);
  if (result?.url.startsWith('file:') && mode) {
    const file = fileURLToPath(result.url);
    if (mode === 'visible' && isOutside(file, specifier, importer)) warn(file, specifier);
    if (mode === 'hidden' && file.includes(SEGMENT) && !isInside(file)) {
      result = undefined;
      failure = notFound(specifier, importer);
    }
  }
  if (failure?.code === 'ERR_MODULE_NOT_FOUND') {
    const parentURL = parentInNodePath(specifier);
    if (parentURL) [result, failure] = yield [specifier, { ...context, parentURL }];
  }
  if (failure) throw failure;
  return result;
}

// Before Node.js 22.15 a hook runs on a thread of its own, which costs a start 30 ms. So there it is set only when
// `file`, or what it imports by a relative path, names a package that the function does not hold itself.
const IMPORTS = /\b(?:from|import)\s*\(?\s*["']([^"'\n]+)["']/g;
const LONGEST_SCAN = 1 << 20;

function leavesFunction(file, seen = new Set()) {
  if (seen.has(file)) return false;
  seen.add(file);
  let source;
  try {
    source = fs.readFileSync(file, 'utf8');
  } catch {
    return false;
  }
  if (source.length > LONGEST_SCAN || /\bimport\s*\(\s*[^"'\s]/.test(source)) return true;
  return [...source.matchAll(IMPORTS)].some(([, specifier]) => {
    if (/^\.\.?\//.test(specifier)) return leavesFunction(path.resolve(path.dirname(file), specifier), seen);
    return isBare(specifier) && !Module.builtinModules.includes(specifier) && !isLinked(packageName(specifier), file);
  });
}

let hooked = false;

function hookImports(settings, file) {
  if (hooked) return;
  readSettings(settings);
  if (!Module.registerHooks && !leavesFunction(file)) return;
  hooked = true;
  if (Module.registerHooks) {
    Module.registerHooks({
      resolve(specifier, context, next) {
        if (!context.conditions.includes('import')) return next(specifier, context);
        const steps = decide(specifier, context, settings.packages);
        let step = steps.next();
        while (!step.done) {
          let answer;
          try {
            answer = [next(...step.value), undefined];
          } catch (error) {
            answer = [undefined, error];
          }
          step = steps.next(answer);
        }
        return step.value;
      },
    });
  } else if (Module.register) {
    Module.register(pathToFileURL(path.join(__dirname, 'import_hooks.mjs')), { data: settings });
  }
}

module.exports = { hookRequire, hookImports, readSettings, decide };
