import { once } from 'node:events';
import { createServer } from 'node:net';
import { boundPort } from '../../scripts/tools.mjs';

/** A port that nobody listens on. @param {string} host */
export async function freePort(host) {
  const server = createServer().listen(0, host);
  await once(server, 'listening');
  const port = boundPort(server);
  server.close();
  await once(server, 'close');
  return port;
}
