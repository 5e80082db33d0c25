export const handler = awslambda.streamifyResponse(async (event, stream) => {
  stream.write('one ');
  stream.write('two');
  stream.end();
});
