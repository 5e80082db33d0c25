// Streams `count` lines of the id; then, with `hold`, keeps the answer open.
exports.handler = awslambda.streamifyResponse(async (event, responseStream) => {
  const { id, count, hold } = typeof event.body === "string" ? JSON.parse(event.body) : event;
  for (let line = 0; line < (count || 3); ++line) {
    if (!responseStream.write(`${id}:${line}\n`)) await new Promise((drained) => responseStream.once("drain", drained));
  }
  if (hold) await new Promise((resolve) => setTimeout(resolve, 600000));
  responseStream.end("end\n");
});
