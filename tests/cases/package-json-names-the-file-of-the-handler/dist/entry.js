export const handler = async () => import.meta.url.split('/').pop();
