// Something between a page and a server that fails on demand: TCP, so that it knows nothing of what
// it carries.

import { once } from 'node:events';
import { connect, createServer } from 'node:net';
import { boundPort } from '../../scripts/tools.mjs';

/** @returns {{ promise: Promise<void>, resolve: () => void }} */
function deferred() {
  let resolve = () => {};
  const promise = /** @type {Promise<void>} */ (new Promise((done) => (resolve = done)));
  return { promise, resolve };
}

/**
 * Listens for what stands at `url`, and carries both ways. `down()` takes the port away with every
 * connection, `up()` brings it back; `swallow(true)` takes requests and passes nothing on;
 * `cut(true)` passes requests on and breaks the connection in place of an answer.
 *
 * @param {string} url
 */
export async function between(url) {
  const { port, pathname } = new URL(url);
  const open = new Set();
  let swallowing = false;
  let cutting = false;
  let swallowed = deferred();
  const server = createServer((near) => {
    const far = connect(Number(port), '127.0.0.1');
    const end = () => {
      near.destroy();
      far.destroy();
      open.delete(end);
    };
    open.add(end);
    for (const socket of [near, far]) socket.on('error', end).on('close', end);
    near.on('data', (part) => {
      if (!swallowing) far.write(part);
      else swallowed.resolve();
    });
    far.on('data', (part) => {
      // Not what was asked before the message itself.
      if (!cutting || /^HTTP\/1\.1 204/.test(String(part))) return void near.write(part);
      near.resetAndDestroy();
    });
  });
  /** @param {number} at */
  const listen = async (at) => {
    server.listen(at, '127.0.0.1');
    await once(server, 'listening');
    server.unref(); // a test that was given up must not keep its file from ending
  };
  const down = async () => {
    const closed = once(server, 'close');
    server.close();
    for (const end of open) end();
    await closed;
  };
  await listen(0);
  const own = boundPort(server);
  return {
    url: `http://localhost:${own}${pathname}`,
    down,
    up: () => listen(own),
    /** @param {boolean} yes */
    swallow: (yes) => {
      swallowing = yes;
      if (yes) swallowed = deferred();
    },
    /** @param {boolean} yes */
    cut: (yes) => {
      cutting = yes;
    },
    /** Resolves once something was swallowed. */
    swallowed: () => swallowed.promise,
    stop: () => server.listening && down(),
  };
}
