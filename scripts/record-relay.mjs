// What the built relay answers and logs in each case that a page meets: `node scripts/record-relay.mjs` writes it to
// www/recordings/relay.json, from which the playground answers. A test records it anew and compares.

import { readFile, writeFile } from 'node:fs/promises';
import { join, resolve } from 'node:path';
import { fileURLToPath, pathToFileURL } from 'node:url';
import { root } from './tools.mjs';

const RECORDINGS = join(root, 'www/recordings/relay.json');

const ORIGIN = 'https://shop.example';
const SESSION = { email: 'john.doe@example.com' };
const CONTACTS = 'Number of contacts';
const TOO_LARGE_BYTES = 40_000;

/**
 * Each case: what the relay, its functions or the request are like.
 *
 * @type {Record<string, { status?: number, hangs?: boolean, options?: object, headers?: Record<string, string>, traits?: object }>}
 */
const CASES = {
  delivered: { status: 200 },
  accepted: { status: 202 },
  no_session: { options: { authenticate: () => null } },
  foreign_origin: { headers: { origin: 'https://elsewhere.example' } },
  another_email: { traits: { email: 'somebody.else@example.com', [CONTACTS]: 1 } },
  too_large: { traits: { email: SESSION.email, [CONTACTS]: 'x'.repeat(TOO_LARGE_BYTES) } },
  not_json: { headers: { 'content-type': 'text/plain' } },
  too_many: { options: { rateLimit: () => 4 } },
  upstream_key_refused: { status: 401 },
  upstream_failed: { status: 500 },
  upstream_timed_out: { hangs: true, options: { timeoutMs: 1000 } },
};

/** Records every case: the answer's status, headers and body, and the line in the relay's log. */
export async function record() {
  /** @type {typeof import('../js/server/relay.js')} */
  const { createRelay } = await import(pathToFileURL(join(root, 'dist/relay.js')).href);
  /** @type {Record<string, object>} */
  const recordings = {};
  for (const [name, { status, hangs, options, headers, traits }] of Object.entries(CASES)) {
    /** @type {Record<string, unknown>} */
    let line = {};
    const relay = createRelay({
      prosperstack: { deliver: () => (hangs ? new Promise(() => {}) : new Response('{}', { status })) },
      authenticate: () => SESSION,
      allow: [CONTACTS],
      allowedOrigins: [ORIGIN],
      log: (one) => {
        line = { ...one };
      },
      ...options,
    });
    const answer = await relay(
      new Request(`${ORIGIN}/identify`, {
        method: 'POST',
        headers: { origin: ORIGIN, 'content-type': 'application/json', ...headers },
        body: JSON.stringify({
          type: 'identify',
          messageId: 'recorded',
          timestamp: '2026-01-01T00:00:00.000Z',
          traits: traits ?? { email: SESSION.email, [CONTACTS]: 5801 },
        }),
      }),
    );
    const { ms: _, messageId: __, ...log } = line;
    const retryAfter = answer.headers.get('retry-after');
    recordings[name] = {
      status: answer.status,
      ...(retryAfter && { retryAfter }),
      body: await answer.text(),
      log,
    };
  }
  return recordings;
}

/** What is recorded. */
export const recorded = async () => JSON.parse(await readFile(RECORDINGS, 'utf8'));

if (process.argv[1] && resolve(process.argv[1]) === fileURLToPath(import.meta.url)) {
  await writeFile(RECORDINGS, `${JSON.stringify(await record(), null, 2)}\n`);
}
