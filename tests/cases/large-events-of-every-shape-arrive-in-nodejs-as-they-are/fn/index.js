const crypto = require("crypto");

exports.handler = async (event) => crypto.createHash("sha256").update(JSON.stringify(event)).digest("hex");
