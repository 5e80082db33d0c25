// The import hook of packages.cjs where node runs hooks on a thread of their own (before Node.js 22.15).
import { createRequire } from 'node:module';

const { readSettings, decide } = createRequire(import.meta.url)('./packages.cjs');

let mode;

export function initialize(settings) {
  mode = settings.packages;
  readSettings(settings);
}

export async function resolve(specifier, context, next) {
  const steps = decide(specifier, context, mode);
  let step = steps.next();
  while (!step.done) {
    let answer;
    try {
      answer = [await next(...step.value), undefined];
    } catch (error) {
      answer = [undefined, error];
    }
    step = steps.next(answer);
  }
  return step.value;
}
