import name from 'outside-package';

export const handler = async () => name;
