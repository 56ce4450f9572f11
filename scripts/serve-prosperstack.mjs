// What the playground's ProsperStack page speaks to: the built relay, as the owner of a site would
// run it, and behind it a stand-in for ProsperStack, which takes messages as Segment's published
// contract for direct destinations says. Neither is ProsperStack; no key here opens anything.

import { join } from 'node:path';
import { pathToFileURL } from 'node:url';
import { directDestination } from '../tests/support/direct-destination.mjs';
import { root } from './tools.mjs';

const RELAY = '/prosperstack/identify';
const FAIL = '/prosperstack/fail';
const VIEWS = '/prosperstack/views';
const MOST_VIEWS = 100;

const COOKIE = 'playground_session=demo';
/** Who is signed in wherever that cookie is. */
const SESSION = { email: 'john.doe@example.com', userId: 'userId123' };
const ALLOW = [
  'Number of contacts',
  'Is professional',
  'Last contacted',
  'Preferred name',
  'order_completed_last_30days',
];

/** What the page is served with: the session that a login would have made. */
export const LOGIN = { 'Set-Cookie': `${COOKIE}; Path=/prosperstack; HttpOnly; SameSite=Strict` };

/**
 * The two sides; `origins` are those of the playground. Nothing is started before it is asked for.
 *
 * @param {() => string[]} origins
 */
export function prosperstackDemo(origins) {
  /**
   * The attempts of each message: the relay's log line, and what arrived behind it.
   *
   * @type {Map<string, object[]>}
   */
  const views = new Map();
  /** @type {ReturnType<typeof start> | undefined} */
  let started;

  async function start() {
    /** @type {typeof import('../js/server/relay.js')} */
    const { createRelay, nodeListener } = await import(pathToFileURL(join(root, 'dist/relay.js')).href);
    const standIn = await directDestination({ key: 'key_test_playground' });
    /** @param {string} messageId */
    const arrived = (messageId) => {
      const place = standIn.requests.findIndex(({ body }) => body.includes(JSON.stringify(messageId)));
      if (place < 0) return null;
      const [{ method, url, rawHeaders, body }] = standIn.requests.splice(place, 1);
      return { method, url, rawHeaders, body };
    };
    const relay = createRelay({
      prosperstack: { url: standIn.url, apiKey: standIn.key },
      authenticate: (request) => (request.headers.get('cookie')?.split('; ').includes(COOKIE) ? SESSION : null),
      allow: ALLOW,
      allowedOrigins: origins(),
      log(line) {
        const { messageId } = line;
        if (!messageId) return;
        views.set(messageId, [...(views.get(messageId) ?? []), { relay: line, standIn: arrived(messageId) }]);
        const [oldest] = views.keys();
        if (views.size > MOST_VIEWS) views.delete(oldest);
      },
    });
    return { standIn, listen: nodeListener(relay) };
  }

  return {
    /** Whether a path is one of these. @param {string} pathname */
    has: (pathname) => [RELAY, FAIL, VIEWS].includes(pathname),

    /**
     * @param {import('node:http').IncomingMessage} request
     * @param {import('node:http').ServerResponse} response
     * @param {URL} url
     * @param {Record<string, string>} headers
     */
    async answer(request, response, { pathname, searchParams }, headers) {
      started ??= start().catch((error) => {
        started = undefined; // it may not have been built yet
        throw error;
      });
      const { standIn, listen } = await started;
      if (pathname === RELAY) return listen(request, response);
      const method = pathname === FAIL ? 'POST' : 'GET';
      if (request.method !== method) return response.writeHead(405, { ...headers, Allow: method }).end();
      if (pathname === FAIL) {
        standIn.answer(500);
        standIn.next().then(() => standIn.answer(undefined));
        return response.writeHead(204, headers).end();
      }
      const view = views.get(searchParams.get('messageId') ?? '')?.[Number(searchParams.get('attempt'))] ?? null;
      return response.writeHead(200, { ...headers, 'Content-Type': 'application/json' }).end(JSON.stringify(view));
    },

    async close() {
      await (await started)?.standIn.stop();
    },
  };
}
