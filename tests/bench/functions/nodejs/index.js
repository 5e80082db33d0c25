exports.handler = async (event) => ({ hello: event.name });
exports.echo = async (event) => event;
exports.pause = (event) => new Promise((resolve) => setTimeout(() => resolve({ hello: event.name }), 3000));
exports.whoami = async () => ({ executable: process.execPath });

// The floor of a cold invocation: the interpreter calls the handler itself.
if (require.main === module) {
  exports.handler(JSON.parse(process.argv[2])).then((result) => console.log(JSON.stringify(result)));
}
