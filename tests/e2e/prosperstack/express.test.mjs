// examples/express-relay, as it stands, in the real Express with the real express-session: signed in, from its own origin and from
// another one with a preflight, in Chromium; and behind a body parser.

import assert from 'node:assert/strict';
import { fork } from 'node:child_process';
import { once } from 'node:events';
import { copyFileSync, cpSync, mkdtempSync, readFileSync, rmSync } from 'node:fs';
import { createServer } from 'node:http';
import { join } from 'node:path';
import { after, before, test } from 'node:test';
import express from 'express';
import session from 'express-session';
import { createRelay, nodeListener } from 'retention-destinations/relay';
import { root } from '../../../scripts/tools.mjs';
import { directDestination } from '../../support/direct-destination.mjs';
import { freePort } from '../../support/free-port.mjs';
import { message } from '../../support/relay-cases.mjs';
import { close, launch, PROSPERSTACK_TAG } from '../support.mjs';

const EXAMPLE = join(root, 'examples/express-relay');
let destination;
let folder;
let child;
let shop;
let elsewhere;
let page;

before(async () => {
  destination = await directDestination();
  // A page of another origin: the same host, so that the session's cookie is sent, and another port.
  elsewhere = createServer((request, response) => {
    const file = request.url === '/prosperstack.min.js' ? PROSPERSTACK_TAG : undefined;
    response.writeHead(200, { 'content-type': file ? 'text/javascript' : 'text/html' });
    response.end(
      file
        ? readFileSync(file)
        : `<!doctype html><script src="/prosperstack.min.js" data-endpoint="${shop}/prosperstack"></script>`,
    );
  }).listen(0, 'localhost');
  await once(elsewhere, 'listening');
  folder = mkdtempSync(join(root, 'target/express-relay-'));
  // Without its package.json, so that it takes what the repository has.
  cpSync(EXAMPLE, folder, { recursive: true, filter: (path) => !path.endsWith('package.json') });
  copyFileSync(PROSPERSTACK_TAG, join(folder, 'public/prosperstack.min.js'));
  const port = await freePort('localhost');
  shop = `http://localhost:${port}`;
  child = fork(join(folder, 'server.mjs'), {
    stdio: ['ignore', 'pipe', 'inherit', 'ipc'],
    env: {
      ...process.env,
      PORT: String(port),
      SESSION_SECRET: 'a secret',
      PROSPERSTACK_URL: destination.url,
      PROSPERSTACK_API_KEY: destination.key,
      ORIGINS: `${shop},http://localhost:${elsewhere.address().port}`,
    },
  });
  await once(child.stdout, 'data');
  page = await (await (await launch()).newContext()).newPage();
});
after(async () => {
  await close();
  child?.kill();
  elsewhere?.close();
  elsewhere?.closeAllConnections();
  await destination?.stop();
  rmSync(folder, { recursive: true, force: true });
});

async function arrived() {
  while (!destination.requests.length) await destination.next();
  return destination.taken().map(({ body }) => JSON.parse(body));
}
const jane = (traits) => ({ type: 'identify', userId: '42', traits: { email: 'jane@example.com', ...traits } });
const bare = ({ messageId, timestamp, ...rest }) => rest;

test('signed in, the page\u2019s own properties arrive, and only those that are allowed', {
  timeout: 30_000,
}, async () => {
  await page.goto(shop);
  // Without its answer the page would send it again when the next test leaves the page.
  const answer = page.waitForResponse((response) => response.url().endsWith('/prosperstack'));
  await page.click('button');
  assert.deepEqual((await arrived()).map(bare), [jane({ 'Number of contacts': 5800, 'Last contacted': '2021-05-04' })]);
  assert.equal(await page.textContent('output'), '204');
  assert.equal((await answer).status(), 200);
});

test('from another origin the browser asks first, and then the message arrives as the session\u2019s user', {
  timeout: 30_000,
}, async () => {
  const preflights = [];
  child.stdout.on('data', (part) =>
    preflights.push(
      ...String(part)
        .split('\n')
        .filter((line) => line.includes('"preflight"')),
    ),
  );
  await page.goto(`http://localhost:${elsewhere.address().port}/`);
  const answer = page.waitForResponse((response) => response.request().method() === 'POST');
  await page.evaluate(() =>
    window.prosperstackDestination.identify({
      userId: 'victim',
      traits: { email: 'jane@example.com', 'Number of contacts': 1, discount: 90 },
    }),
  );
  assert.deepEqual((await arrived()).map(bare), [jane({ 'Number of contacts': 1 })]);
  assert.equal((await answer).status(), 200);
  assert.equal(preflights.length, 1);
  assert.match(preflights[0], /"status":204/);
});

test('nobody signed in, and another site, reach nobody', { timeout: 30_000 }, async () => {
  const post = (headers) =>
    fetch(`${shop}/prosperstack`, {
      method: 'POST',
      headers: { 'content-type': 'application/json', ...headers },
      body: JSON.stringify(message({ 'Number of contacts': 2 })),
    });
  assert.equal((await post({ origin: shop })).status, 401);
  assert.equal((await post({ origin: 'https://evil.example' })).status, 403);
  const preflight = await fetch(`${shop}/prosperstack`, {
    method: 'OPTIONS',
    headers: { origin: 'https://evil.example', 'access-control-request-method': 'POST' },
  });
  assert.deepEqual([preflight.status, preflight.headers.get('access-control-allow-origin')], [403, null]);
  assert.deepEqual(destination.taken(), []);
});

/** An Express with a relay behind this middleware; what it answers to `body`, and its line in the log. */
async function behind(middleware, body, type = 'application/json') {
  const lines = [];
  const app = express();
  app.use(session({ secret: 'x', resave: false, saveUninitialized: false }));
  app.use((request, _, next) => {
    request.session.user = { email: 'jane@example.com', userId: 'u1' };
    next();
  });
  app.use(...middleware);
  const seen = [];
  app.all(
    '/identify',
    nodeListener(
      createRelay({
        prosperstack: { url: destination.url, apiKey: destination.key },
        authenticate: (_request, { node, signal }) => {
          seen.push(['authenticate', node.session.user.userId, signal.aborted]);
          return node.session.user;
        },
        rateLimit: (_session, _request, { node, signal }) =>
          void seen.push(['rateLimit', node.session.user.userId, signal.aborted]),
        allow: '*',
        allowedOrigins: ['https://shop.example'],
        log: (line) => lines.push(line),
      }),
    ),
  );
  const server = app.listen(0);
  await once(server, 'listening');
  try {
    const response = await fetch(`http://localhost:${server.address().port}/identify`, {
      method: 'POST',
      headers: { origin: 'https://shop.example', 'content-type': type },
      body,
    });
    return { status: response.status, code: (await response.json()).code, line: lines[0], seen };
  } finally {
    server.close();
    server.closeAllConnections();
  }
}

test('a body that another parser has read is taken from it, or the answer says what to do', {
  timeout: 30_000,
}, async () => {
  const one = message({ plan: 'pro' });
  const text = JSON.stringify(one);
  destination.taken();
  for (const [name, middleware] of [
    ['none', [(_request, _response, next) => next()]],
    ['express.json', [express.json()]],
    ['express.text', [express.text({ type: '*/*' })]],
    ['express.raw', [express.raw({ type: '*/*' })]],
    ['one that does not read this type', [express.urlencoded({ extended: false })]],
  ]) {
    const { status, code, seen } = await behind(middleware, text);
    assert.deepEqual([status, code], [200, 'delivered'], name);
    assert.deepEqual(seen, [
      ['authenticate', 'u1', false],
      ['rateLimit', 'u1', false],
    ]);
    assert.deepEqual(
      (await arrived()).map(bare),
      [{ type: 'identify', userId: 'u1', traits: { email: 'jane@example.com', plan: 'pro' } }],
      name,
    );
  }
  const eats = [(request, _, next) => request.resume().on('end', next)];
  const { status, code, line } = await behind(eats, text);
  assert.deepEqual([status, code, line.outcome], [400, 'body_already_read', 'body_already_read']);
  assert.match(line.reason, /move body parsers \(express\.json\(\).*\) after the relay/);
  // What a parser has made of it is held to the same size and form.
  assert.equal(
    (await behind([express.json({ limit: '1mb' })], JSON.stringify(message({ a: 'x'.repeat(40_000) })))).code,
    'too_large',
  );
  assert.equal((await behind([express.json()], '[]')).code, 'malformed');
  assert.equal((await behind([express.text({ type: '*/*' })], 'x')).code, 'malformed');
  assert.equal(
    (await behind([express.json()], JSON.stringify(message({ email: 'victim@example.com', plan: 'pro' })))).code,
    'another_email',
  );
  assert.deepEqual(destination.taken(), []);
});
