export const handler = async () => {
  const names = Object.keys(process.env).sort();
  process.stdout.write(names.map((name) => `${name}=${process.env[name]}\n`).join(''));
};
