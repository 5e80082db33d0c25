import x from 'nosuch-package';
export const handler = async () => x;
