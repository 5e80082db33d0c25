'use strict';
// What a developer may do about an error of AWS's: told beside it, never in the payload. Loaded when there is an error.
const fs = require('fs');
const path = require('path');

const MISSING = /^(?:Error: )?Cannot find (?:module|package) '((?:@[^/']+\/)?[^/'.][^/']*)/;

const tell = (settings, text) => require('./logs.cjs').tell(settings, text);

function isDependency(name) {
  try {
    const file = path.join(process.env.LAMBDA_TASK_ROOT || '', 'package.json');
    const { dependencies = {}, optionalDependencies = {} } = JSON.parse(fs.readFileSync(file, 'utf8'));
    return Object.hasOwn(dependencies, name) || Object.hasOwn(optionalDependencies, name);
  } catch {
    return false;
  }
}

// The SDK that Lambda ships, or a package that package.json lists and nobody has installed.
function afterError(settings, error) {
  const name = MISSING.exec(error.message)?.[1];
  if (name === undefined) return;
  if (isDependency(name)) {
    tell(settings, `'${name}' is listed in package.json and not installed: in the package's directory, run npm install`);
  } else if (/^@(aws-sdk|smithy)\//.test(name) && !settings.sdk) {
    tell(settings, 'the AWS SDK is part of the runtime on Lambda; to have it here: lambdalocal runtimes install nodejs');
  }
}

// How many letters must change to make one word of the other.
function distance(left, right) {
  let row = Array.from({ length: right.length + 1 }, (_, at) => at);
  for (let i = 1; i <= left.length; i += 1) {
    const next = [i];
    for (let j = 1; j <= right.length; j += 1) {
      next[j] = Math.min(next[j - 1] + 1, row[j] + 1, row[j - 1] + (left[i - 1] === right[j - 1] ? 0 : 1));
    }
    row = next;
  }
  return row[right.length];
}

// `name` is the function's Handler, `loaded` what its file exports.
function afterMissingHandler(settings, name, loaded) {
  const wanted = name.slice(name.lastIndexOf('.') + 1);
  const functions = new Set();
  for (const from of [loaded, loaded?.default]) {
    if (from === null || (typeof from !== 'object' && typeof from !== 'function')) continue;
    for (const key of Object.keys(from)) if (typeof from[key] === 'function' && key !== 'default') functions.add(key);
  }
  const near = [...functions].map((key) => [distance(wanted.toLowerCase(), key.toLowerCase()), key]).sort((a, b) => a[0] - b[0])[0];
  if (near === undefined || near[0] > Math.max(2, wanted.length / 2)) return;
  tell(settings, `did you mean the handler ${name.slice(0, name.length - wanted.length)}${near[1]}?`);
}

module.exports = { afterError, afterMissingHandler };
