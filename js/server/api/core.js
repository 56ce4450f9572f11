// What the entries for servers share.

export * from '../api.js';
export { provide } from '../connect.js';
