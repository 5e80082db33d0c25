export const handler = (event, context) => [event, typeof context.done, context.awsRequestId.length];
