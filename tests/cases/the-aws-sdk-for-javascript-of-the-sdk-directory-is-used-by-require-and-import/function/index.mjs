import { createRequire } from 'node:module';
import sdk from '@aws-sdk/client-s3';

export const handler = async () => [sdk.name, createRequire(import.meta.url)('@aws-sdk/client-s3').name];
