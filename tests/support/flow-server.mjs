// What ProsperStack's library speaks to, as it was recorded with 2.19.0: its API and its app, and a
// site beside them, each an origin of its own, so that the browser's own rules apply.

import { once } from 'node:events';
import { createServer } from 'node:http';
import { boundPort } from '../../scripts/tools.mjs';

/** @param {import('node:http').RequestListener} handler */
async function listen(handler) {
  const server = createServer(handler).listen(0, '127.0.0.1');
  await once(server, 'listening');
  return server;
}

const DIALOGUE = `<!doctype html><title>flow</title><button id="keep">Keep it</button>
<script>parent.postMessage({ message: 'loaded' }, '*');
window.say = (message) => parent.postMessage(message, '*');</script>`;

/**
 * Starts all three. `answer(what)` sets what opening a flow gets: nothing for a session; a number for a
 * status; `{status, body}`; `'hang'`, `'reset'`, `'garbage'`, `'no-location'`.
 */
export async function flowServer() {
  /** @type {{ url?: string, headers: import('node:http').IncomingHttpHeaders, body: string }[]} */
  const requests = [];
  /** @type {number | string | { status: number, body: string } | undefined} */
  let answer;
  let html = '';
  /** @type {{ session(): unknown, cut(): unknown }[]} */
  const held = [];
  /** @type {(() => void)[]} */
  const arrivals = [];
  const app = await listen((_, response) => response.writeHead(200, { 'content-type': 'text/html' }).end(DIALOGUE));
  const site = await listen((request, response) => {
    if (request.url === '/page.js') return response.writeHead(200, { 'content-type': 'text/javascript' }).end(html);
    return response
      .writeHead(request.url?.split('?')[0] === '/account' ? 200 : 404, { 'content-type': 'text/html; charset=utf-8' })
      .end('<!doctype html><title>t</title><body><script src="/page.js"></script></body>');
  });
  // Named otherwise than the site's host: a browser takes them for other sites.
  const appUrl = `http://127.0.0.1:${boundPort(app)}`;
  const api = await listen((request, response) => {
    const cors = {
      'access-control-allow-origin': request.headers.origin ?? '*',
      'access-control-allow-headers':
        'content-type,x-prosperstack-signature,x-prosperstack-version,x-prosperstack-url,x-prosperstack-subscription-cache-token',
      'access-control-expose-headers': 'Location',
      'content-type': 'application/json',
    };
    if (request.method === 'OPTIONS') return response.writeHead(204, cors).end();
    let body = '';
    request.on('data', (part) => {
      body += part;
    });
    request.on('end', () => {
      requests.push({ url: request.url, headers: request.headers, body });
      for (const task of arrivals.splice(0)) task();
      if (request.url === '/flow/init') {
        if (answer) return response.writeHead(500, cors).end('no');
        return response.writeHead(200, cors).end('{"token":"cached"}');
      }
      const session = () =>
        response
          .writeHead(201, { ...cors, location: `${appUrl}/session/sess_1` })
          .end('{"signatureRequired":false,"signatureVerified":false}');
      if (answer === 'hang') return held.push({ session, cut: () => request.socket.resetAndDestroy() });
      if (answer === 'reset') return request.socket.resetAndDestroy();
      if (answer === 'garbage') return request.socket.end('no HTTP\r\n\r\n');
      if (answer === 'no-location') return response.writeHead(201, cors).end('{}');
      if (typeof answer === 'number') return response.writeHead(answer, cors).end('<html>');
      if (typeof answer === 'object') return response.writeHead(answer.status, cors).end(answer.body);
      return session();
    });
  });
  return {
    site: `http://localhost:${boundPort(site)}/account`,
    api: `http://127.0.0.1:${boundPort(api)}`,
    app: appUrl,
    requests,
    taken: () => requests.splice(0),
    /** @param {typeof answer} what */
    answer: (what) => {
      answer = what;
    },
    /** @param {string} script */
    serve: (script) => {
      html = script;
    },
    /** Answers what hangs. */
    release() {
      for (const { session } of held.splice(0)) session();
    },
    /** Cuts it instead. */
    cut() {
      for (const { cut } of held.splice(0)) cut();
    },
    next: () => /** @type {Promise<void>} */ (new Promise((resolve) => arrivals.push(resolve))),
    async stop() {
      for (const server of [app, site, api]) {
        server.closeAllConnections();
        server.close();
        await once(server, 'close');
      }
    },
  };
}
