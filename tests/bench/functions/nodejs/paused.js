exports.handler = async ({ name, seconds }) => {
  if (seconds) await new Promise((resolve) => setTimeout(resolve, seconds * 1000));
  return { hello: name };
};
