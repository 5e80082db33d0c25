exports.handler = async () => [process.execArgv.includes('--stack-trace-limit=3'), process.argv.length];
