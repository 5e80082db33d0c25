const fs = require("fs");

exports.handler = async (event) => {
  if (event === "change") {
    fs.chmodSync(__filename, 0o644);
    fs.appendFileSync(__filename, "\nconsole.log('changed code runs');\nexports.handler = async () => 'changed';\n");
    fs.utimesSync(__filename, 0, 0);
  }
  return "packaged";
};
