// Asks Powertools' schemas for TypeScript about each event of stdin.
import { createInterface } from 'node:readline';
import * as schemas from '@aws-lambda-powertools/parser/schemas';

for await (const line of createInterface({ input: process.stdin })) {
  const { type, event } = JSON.parse(line);
  const answer = schemas[type].safeParse(JSON.parse(event));
  console.log(JSON.stringify(answer.success ? null : answer.error.message));
}
