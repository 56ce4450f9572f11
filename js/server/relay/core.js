// What the entries for servers share.

export { provide } from '../connect.js';
export * from '../relay.js';
