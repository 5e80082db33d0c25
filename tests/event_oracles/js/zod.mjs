// Asks Powertools' schemas for TypeScript about each event of stdin.
import { createInterface } from 'node:readline';
import * as schemas from '@aws-lambda-powertools/parser/schemas';

for await (const line of createInterface({ input: process.stdin })) {
  const { type, event } = JSON.parse(line);
  let fault = null;
  try {
    const answer = schemas[type].safeParse(JSON.parse(event));
    if (!answer.success) fault = answer.error.message;
  } catch (thrown) { // by a transformation of the schema's own
    fault = String(thrown);
  }
  console.log(JSON.stringify(fault));
}
