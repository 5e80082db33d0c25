// Writes event.lines lines at once and returns, without waiting until they are written.
exports.handler = async (event) => {
  for (let number = 0; number < event.lines; number += 1) {
    const line = `line ${number} of ${event.lines}: ${"x".repeat(100)}`;
    if (event.way === "console") console.log(line);
    else process.stdout.write(`${line}\n`);
  }
  return event.lines;
};
