// Tells how long the body was that arrived.
exports.handler = async (event) => {
  const bytes = Buffer.byteLength(event.body || "", event.isBase64Encoded ? "base64" : "utf8");
  return { statusCode: 200, headers: { "content-type": "text/plain" }, body: String(bytes) };
};
