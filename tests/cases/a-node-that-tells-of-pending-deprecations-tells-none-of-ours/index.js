exports.handler = awslambda.streamifyResponse(async (event, stream) => {
  for (let piece = 0; piece < 3; piece += 1) {
    stream.write(`${piece} `);
    await new Promise((resolve) => { setImmediate(resolve); });
  }
  stream.end('and '.repeat(50000) + 'done');
});
