// Tells the time of its first write, and holds the rest of its answer back until the client must have seen it.
exports.handler = awslambda.streamifyResponse(async (event, responseStream) => {
  responseStream.setContentType("text/plain");
  responseStream.write(`${process.hrtime.bigint()}\n`);
  await new Promise((resolve) => setTimeout(resolve, 20));
  responseStream.end("end\n");
});
