// ProsperStack's cancellation flow in a real page with the published library: whatever becomes of it,
// the promise settles and the site's own way to cancel works.

import assert from 'node:assert/strict';
import { execFileSync, spawnSync } from 'node:child_process';
import { readFileSync } from 'node:fs';
import { join } from 'node:path';
import { after, afterEach, before, test } from 'node:test';
import { brotliCompressSync } from 'node:zlib';
import { root } from '../scripts/tools.mjs';
import { bundle, close, launch } from './e2e/support.mjs';
import { flowServer } from './support/flow-server.mjs';

const ENTRY = JSON.stringify(join(root, 'dist/prosperstack/flow.js'));
const DESTINATION = JSON.stringify(join(root, 'dist/prosperstack/index.js'));
const JANE = {
  email: 'jane@example.com',
  userId: 'u1',
  properties: { plan: 'pro', 'Number of contacts': 5800, trial: false, note: null },
};
const SESSION = { id: 'sess_1', status: 'saved' };

let server;
let page;
let seen;
before(async () => {
  server = await flowServer();
});
afterEach(async () => {
  server.answer(undefined);
  server.release();
  server.taken();
  await page?.context().close();
  page = undefined;
});
after(async () => {
  await server.stop();
  await close();
});

/**
 * The destination in the page, with nobody identified or with Jane; nothing answers at its endpoint.
 * @param {typeof JANE | null} person
 */
const destination = (person) => `
    import { prosperstack } from ${DESTINATION};
    const { fetch } = window;
    window.fetch = (url, ...more) => (String(url).endsWith('/relay') ? new Promise(() => {}) : fetch(url, ...more));
    const plugin = prosperstack({ endpoint: '/relay' });
    plugin.load();
    const person = ${JSON.stringify(person)};
    if (person) {
      const { userId, email, properties } = person;
      plugin.identify({ event: { userId, traits: { email, ...properties } } });
    }`;

/** A page whose `go(more)` opens a flow with `options`, a text. */
async function visit({ options = '', person = JANE, before: setUp = '', library = true } = {}) {
  server.serve(
    await bundle(
      `
    import { cancellationFlow, prefetch } from ${ENTRY};
    window.__PROSPERSTACK_DEBUG_API_HOST__ = '${server.api}';
    window.__PROSPERSTACK_DEBUG_APP_HOST__ = '${server.app}';
    ${person === false ? '' : destination(person)}
    window.tracked = []; window.fell = [];
    const analytics = { track: (...all) => window.tracked.push(all) };
    const fallback = (result) => { window.fell.push(result); };
    ${setUp}
    window.prefetch = prefetch;
    window.go = (more) => {
      window.promise = cancellationFlow({ clientId: 'acct_1', subscription: 'sub_1', fallback, track: analytics, ${options} ...more });
      return window.promise.then((result) => (window.result = result));
    };`,
      library ? {} : { external: ['@prosperstack/flow'], format: 'esm' },
    ),
  );
  const context = await (await launch()).newContext();
  page = await context.newPage();
  seen = { errors: [], requests: [] };
  page.on('pageerror', (error) => seen.errors.push(String(error)));
  page.on('request', (request) => seen.requests.push(request.url()));
  await page.goto(server.site);
  if (!library) await page.addScriptTag({ url: '/page.js', type: 'module' });
}

const go = (more) => page.evaluate((more) => window.go(more), more);
const start = (more) => page.evaluate((more) => void window.go(more), more);
const result = async () => {
  await page.waitForFunction(() => window.result, undefined, { timeout: 10_000 });
  return page.evaluate(() => window.result);
};
const inPage = (name) => page.evaluate((name) => window[name], name);
const leftovers = () =>
  page.evaluate(() => document.querySelectorAll('#prosperstack-overlay, .prosperstack-iframe').length);

/** Whether nothing of the library can be seen, though it may still be in the page. */
const uncovered = () =>
  page.evaluate(() =>
    [...document.querySelectorAll('#prosperstack-overlay, .prosperstack-iframe')].every(
      (element) => !element.checkVisibility(),
    ),
  );

/** Counts in `window.read` the answers that the library has read and acted upon. */
const COUNT_ANSWERS = `
    window.read = 0;
    const { json } = Response.prototype;
    Response.prototype.json = async function () {
      const answer = await json.call(this);
      setTimeout(() => window.read++); // after the microtasks in which the library continues
      return answer;
    };`;
const answersRead = (count) => page.waitForFunction((count) => window.read === count, count, { timeout: 10_000 });

/** Goes through another flow: nothing else happens in the page. @param {() => unknown} [meanwhile] while it is open */
async function another(meanwhile) {
  await page.evaluate(() => {
    window.result = undefined;
    window.tracked = [];
  });
  await start({ timeoutMs: 60_000, signal: undefined });
  const { say } = await dialogue();
  await meanwhile?.();
  await say(complete('saved'));
  assert.equal((await result()).status, 'saved');
  await alone();
}

/** What the page knows of one flow with the answer saved, and nothing is left of any. */
async function alone() {
  await page.waitForFunction(() => !document.querySelector('.prosperstack-iframe'), undefined, { timeout: 10_000 });
  const told = [
    ['Cancellation Flow Started', {}],
    ['Cancellation Flow Completed', { status: 'saved' }],
  ];
  assert.deepEqual([await inPage('tracked'), seen.errors, await leftovers()], [told, [], 0]);
}

/** The next dialogue, once the library shows it; `say` is what its page tells the library. */
async function dialogue() {
  const iframe = await page.waitForSelector('iframe.prosperstack-iframe.in:not([data-seen])');
  await iframe.evaluate((element) => element.setAttribute('data-seen', ''));
  const frame = await iframe.contentFrame();
  return { frame, say: (message) => frame.evaluate((message) => globalThis.say(message), message) };
}
const complete = (status, more = {}) => ({
  message: 'complete',
  payload: { status, flowSession: { ...SESSION, status } },
  ...more,
});

for (const status of ['canceled', 'saved', 'incomplete', 'deflected']) {
  test(`a person who goes through the flow gives the answer ${status}`, async () => {
    await visit();
    await start();
    await (await dialogue()).say(complete(status));
    assert.deepEqual(await result(), { status, flowSession: { ...SESSION, status } });
    assert.deepEqual([seen.errors, await inPage('fell')], [[], []]);
    assert.deepEqual(await inPage('tracked'), [
      ['Cancellation Flow Started', {}],
      ['Cancellation Flow Completed', { status }],
    ]);
  });
}

test('the flow is told who was identified, with which properties, and for which subscription', async () => {
  await visit();
  await start();
  await dialogue();
  const [{ url, headers, body }] = server.taken();
  assert.equal(url, '/flow?');
  assert.deepEqual(JSON.parse(body), {
    clientId: 'acct_1',
    subscriber: { internalId: 'u1', email: 'jane@example.com', properties: JANE.properties },
    subscription: { platformId: 'sub_1' },
  });
  assert.equal(headers['x-prosperstack-version'], '2.19.0');
  assert.equal(headers.authorization, undefined);
});

for (const [name, setting, expected] of [
  ['nobody is identified', { person: null }, { clientId: 'acct_1', subscription: { platformId: 'sub_1' } }],
  [
    'the destination is not in the page',
    { person: false },
    { clientId: 'acct_1', subscription: { platformId: 'sub_1' } },
  ],
  [
    'the destination throws',
    { before: "window[Symbol.for('retention-destinations/ProsperStack')] = { flow() { throw new Error('x'); } };" },
    { clientId: 'acct_1', subscription: { platformId: 'sub_1' } },
  ],
  [
    'the site adds properties',
    { options: "properties: { seats: 3, since: new Date(0), list: [1], object: {}, odd: NaN, plan: 'team' }," },
    {
      clientId: 'acct_1',
      subscription: { platformId: 'sub_1' },
      subscriber: {
        internalId: 'u1',
        email: 'jane@example.com',
        properties: { ...JANE.properties, plan: 'team', seats: 3, since: '1970-01-01T00:00:00.000Z' },
      },
    },
  ],
  [
    'the site renames properties',
    { options: "properties: (known) => ({ number_of_contacts: known['Number of contacts'] })," },
    {
      clientId: 'acct_1',
      subscription: { platformId: 'sub_1' },
      subscriber: { internalId: 'u1', email: 'jane@example.com', properties: { number_of_contacts: 5800 } },
    },
  ],
  [
    'the site knows the subscriber\u2019s name',
    { options: "subscriber: { name: 'Jane', email: 'jane@example.com' }," },
    {
      clientId: 'acct_1',
      subscription: { platformId: 'sub_1' },
      subscriber: { internalId: 'u1', email: 'jane@example.com', name: 'Jane', properties: JANE.properties },
    },
  ],
  [
    'the subscriber is somebody else',
    { options: "subscriber: { email: 'john@example.com', properties: { a: 1 } }," },
    {
      clientId: 'acct_1',
      subscription: { platformId: 'sub_1' },
      subscriber: { email: 'john@example.com', properties: { a: 1 } },
    },
  ],
  [
    'the subscriber has another id',
    { options: "subscriber: { internalId: 'u2' }," },
    {
      clientId: 'acct_1',
      subscription: { platformId: 'sub_1' },
      subscriber: { internalId: 'u2' },
    },
  ],
  [
    'more is known of the subscription',
    {
      person: null,
      options:
        "flowId: 'flow_1', subscription: { platformId: 'sub_2', mrr: 39.95, trial: false, properties: { seats: 3 } },",
    },
    {
      clientId: 'acct_1',
      flowId: 'flow_1',
      subscription: { platformId: 'sub_2', mrr: 39.95, trial: false, properties: { seats: 3 } },
    },
  ],
]) {
  test(`where ${name}, that is what the flow is told`, async () => {
    await visit(setting);
    await start();
    await dialogue();
    assert.deepEqual(JSON.parse(server.taken()[0].body), expected);
  });
}

test('a signature is of the very bytes that are sent', async () => {
  await visit({ options: 'sign: async (text) => { window.signed = text; return "signature-1"; },' });
  await start();
  await dialogue();
  const [{ headers, body }] = server.taken();
  assert.equal(headers['x-prosperstack-signature'], 'signature-1');
  assert.equal(body, await inPage('signed'));
  assert.equal(JSON.parse(body).subscriber.email, 'jane@example.com');
});

test('how it is displayed and in which language is passed on', async () => {
  await visit({ options: "displayMode: 'modal', language: 'de'," });
  await start();
  const { frame } = await dialogue();
  assert.equal(new URL(frame.url()).search, '?embedded=true&displayMode=modal&language=de');
});

test('a person who closes the flow gives the answer closed, and the fallback is not run', async () => {
  await visit();
  await start();
  await (await dialogue()).say({ message: 'closed' });
  assert.deepEqual(await result(), { status: 'closed' });
  assert.deepEqual(
    [await inPage('fell'), await inPage('tracked')],
    [
      [],
      [
        ['Cancellation Flow Started', {}],
        ['Cancellation Flow Completed', { status: 'closed' }],
      ],
    ],
  );
});

test('messages of other origins count for nothing', async () => {
  await visit();
  await start();
  const { say } = await dialogue();
  await page.evaluate(() => {
    for (const message of ['closed', 'complete']) window.postMessage({ message, payload: { status: 'canceled' } }, '*');
  });
  await page.evaluate(
    () =>
      new Promise((resolve) => {
        window.addEventListener('message', () => resolve());
        window.postMessage('last', '*');
      }),
  );
  assert.equal(await inPage('result'), undefined);
  await say(complete('saved'));
  assert.equal((await result()).status, 'saved');
});

for (const [name, answer, message] of [
  ['refuses', { status: 400, body: '{"error":"Unknown subscription."}' }, 'Unknown subscription.'],
  ['fails', 500, 'An unknown error occurred. Please try again later.'],
  ['is under maintenance', 503, 'The service is undergoing scheduled maintenance. Please try again later.'],
  ['is unavailable', 504, 'The service is currently unavailable. Please try again later.'],
  ['gives no session', 'no-location', 'Unable to create flow session.'],
  ['cuts the connection', 'reset', 'Failed to fetch'],
  ['speaks no HTTP', 'garbage', 'Failed to fetch'],
]) {
  test(`where ProsperStack ${name}, the fallback runs and nothing covers the page`, async () => {
    await visit();
    server.answer(answer);
    const expected = { status: 'error', details: 'flow_failed', message };
    assert.deepEqual(await go(), expected);
    assert.deepEqual(
      [await inPage('fell'), await inPage('tracked'), await leftovers(), seen.errors],
      [[expected], [], 0, []],
    );
  });
}

test('where ProsperStack never answers, the time-out ends it, and what comes later is not shown', async () => {
  await visit({ before: COUNT_ANSWERS });
  server.answer('hang');
  const arrived = server.next();
  assert.deepEqual(await go({ timeoutMs: 300 }), { status: 'error', details: 'timed_out' });
  assert.deepEqual([(await inPage('fell')).length, await leftovers()], [1, 0]);
  await arrived;
  server.release();
  await answersRead(1);
  assert.deepEqual([await leftovers(), seen.errors, await inPage('tracked')], [0, [], []]);
  server.answer(undefined);
  await another();
});

for (const [details, timeoutMs, end] of [
  ['timed_out', 300, () => {}],
  ['aborted', 60_000, () => page.evaluate(() => window.controller.abort())],
]) {
  test(`while the request of a flow that ended with ${details} still hangs, another one works`, async () => {
    await visit({
      before: `window.controller = new AbortController(); ${COUNT_ANSWERS}`,
      options: 'signal: window.controller.signal,',
    });
    server.answer('hang');
    const arrived = server.next();
    await start({ timeoutMs });
    await arrived;
    await end();
    assert.equal((await result()).details, details);
    server.answer(undefined);
    await another(async () => {
      server.release();
      await answersRead(2);
      assert.equal(await page.locator('.prosperstack-iframe').count(), 1);
    });
  });
}

for (const [name, end] of [
  ['a person has closed', ({ say }) => say({ message: 'closed' })],
  ['a signal has closed', () => page.evaluate(() => window.controller.abort())],
  ['still shows its last page', ({ say }) => say(complete('canceled', { close: false }))],
]) {
  test(`a flow that is opened at once after one that ${name} has the page for itself`, async () => {
    await visit({ before: 'window.controller = new AbortController();' });
    await page.evaluate(() => {
      window.go({ signal: window.controller.signal }).then(() => {
        window.tracked = [];
        window.go({ timeoutMs: 60_000 });
      });
    });
    await end(await dialogue());
    await (await dialogue()).say(complete('saved'));
    await page.waitForFunction(() => window.result.status === 'saved', undefined, { timeout: 10_000 });
    await alone();
  });
}

test('a flow that is aborted while its dialogue loads is not shown, and leaves nothing to another one', async () => {
  await visit();
  const loading = new Promise((resolve) => {
    page.route(`${server.app}/**`, resolve, { times: 1 });
  });
  await page.evaluate((origin) => {
    window.controller = new AbortController();
    window.go({ signal: window.controller.signal }).then(() => {
      // The dialogue's message is on its way already.
      window.dispatchEvent(new MessageEvent('message', { origin, data: { message: 'loaded' } }));
    });
  }, server.app);
  await loading;
  await page.evaluate(() => window.controller.abort());
  assert.deepEqual(await result(), { status: 'closed', details: 'aborted' });
  assert.deepEqual([await uncovered(), await inPage('tracked'), seen.errors], [true, [], []]);
  await another();
});

test('a failure that comes after the time-out harms nobody', async () => {
  await visit({
    options: 'timeoutMs: 300,',
    before:
      'window.late = new Promise((resolve) => { const { error } = console; console.error = (...all) => { resolve(String(all)); error(...all); }; });',
  });
  server.answer('hang');
  await go();
  server.answer('reset'); // a browser sends it again where the connection was not fresh
  server.cut();
  assert.match(await inPage('late'), /Failed to fetch/);
  assert.deepEqual([(await inPage('fell')).length, await leftovers(), seen.errors], [1, 0, []]);
});

for (const [name, options] of [
  ['throws', "sign() { throw new Error('x'); },"],
  ['rejects', "sign: () => Promise.reject(new Error('x')),"],
  ['gives nothing', 'sign: async () => {},'],
  ['is no function', "sign: 'x',"],
]) {
  test(`where the signing code ${name}, the fallback runs and nothing is sent`, async () => {
    await visit({ options });
    assert.deepEqual(await go(), { status: 'error', details: 'sign_failed' });
    assert.deepEqual([(await inPage('fell')).length, server.taken(), await leftovers(), seen.errors], [1, [], 0, []]);
  });
}

test('where the signing code never answers, the time-out ends it, and nothing is sent', async () => {
  await visit({ options: 'timeoutMs: 100, sign: () => new Promise((resolve) => { window.sign = resolve; }),' });
  assert.deepEqual(await go(), { status: 'error', details: 'timed_out' });
  await page.evaluate(() => window.sign('late'));
  assert.deepEqual([server.taken(), await leftovers(), seen.errors], [[], 0, []]);
});

for (const [name, options, details] of [
  ['a secret key as the client id', "clientId: 'key_live_hidden',", 'secret_key'],
  ['a secret test key', "clientId: ' KEY_test_hidden',", 'secret_key'],
  ['a secret key as the subscription', "subscription: 'key_live_hidden',", 'secret_key'],
  ['a secret key in a header', "clientId: 'Bearer key_live_hidden',", 'secret_key'],
  ['a secret key deeper in the subscription', "subscription: { platformId: 'Basic key_live_hidden' },", 'secret_key'],
  ['a secret key as the subscriber', "subscriber: { internalId: 'key_live_hidden' },", 'secret_key'],
  ['no client id', 'clientId: undefined,', 'invalid_client_id'],
  ['a client id of another kind', "clientId: 'hidden',", 'invalid_client_id'],
  ['an empty subscription', "subscription: ' ',", 'invalid_subscription'],
  ['a display mode that is none', "displayMode: 'window',", 'invalid_display_mode'],
]) {
  test(`${name} is refused without a request and without repeating it; the fallback runs`, async () => {
    await visit({ options });
    const before = seen.requests.length;
    const said = [];
    page.on('console', (message) => said.push(message.text()));
    const told = await go();
    assert.deepEqual(told, { status: 'error', details });
    assert.deepEqual([seen.requests.slice(before), server.taken(), await inPage('fell')], [[], [], [told]]);
    assert.doesNotMatch(JSON.stringify([told, said]), /hidden/);
  });
}

test('where the library is not installed, the fallback runs', async () => {
  await visit({ library: false });
  await page.waitForFunction(() => window.go);
  assert.deepEqual(await go(), { status: 'error', details: 'library_missing' });
  assert.equal((await inPage('fell')).length, 1);
});

test('the library of a script tag is used where there is one', async () => {
  await visit({ library: false });
  await page.waitForFunction(() => window.go);
  await page.addScriptTag({
    content: readFileSync(join(root, 'node_modules/@prosperstack/flow/dist/index.js'), 'utf8'),
  });
  await start();
  await (await dialogue()).say(complete('deflected'));
  assert.equal((await result()).status, 'deflected');
});

test('a second click while the flow is open opens no second one', async () => {
  await visit();
  await page.evaluate(() => {
    window.go();
    window.first = window.promise;
    window.go();
  });
  const { say } = await dialogue();
  assert.equal(await page.evaluate(() => window.first === window.promise), true);
  assert.equal(server.taken().length, 1);
  await say(complete('saved'));
  await result();
  assert.deepEqual(await inPage('fell'), []);
});

test('a signal closes the flow, whether it is open, on its way or not begun', async () => {
  await visit({ before: 'window.controller = new AbortController();', options: 'signal: window.controller.signal,' });
  await start();
  await dialogue();
  await page.evaluate(() => window.controller.abort());
  assert.deepEqual(await result(), { status: 'closed', details: 'aborted' });
  assert.equal(await uncovered(), true);
  server.taken();
  assert.deepEqual(await go(), { status: 'closed', details: 'aborted' });
  assert.deepEqual(server.taken(), []);
  server.answer('hang');
  const arrived = server.next();
  await page.evaluate(() => {
    window.result = undefined;
    window.other = new AbortController();
    window.go({ signal: window.other.signal });
  });
  await arrived;
  server.taken();
  await page.evaluate(() => window.other.abort());
  assert.deepEqual(await result(), { status: 'closed', details: 'aborted' });
  assert.deepEqual([server.taken(), await inPage('fell'), seen.errors], [[], [], []]);
});

test('what the site\u2019s own functions do harms nobody', async () => {
  await visit({ options: "track: { track() { throw new Error('x'); } }, fallback: () => new Promise(() => {})," });
  server.answer(500);
  assert.equal((await go()).status, 'error');
  server.answer(undefined);
  await page.evaluate(() => {
    window.result = undefined;
  });
  await start();
  await (await dialogue()).say(complete('saved'));
  assert.equal((await result()).status, 'saved');
  await page.evaluate(() =>
    window.go({
      fallback() {
        throw new Error('x');
      },
      clientId: '',
    }),
  );
  assert.deepEqual(seen.errors, []);
});

test('a status that nobody knows is an error, and the person is not asked twice', async () => {
  await visit();
  await start();
  await (await dialogue()).say(complete('later'));
  assert.deepEqual(await result(), { status: 'error', details: 'unknown_status' });
  assert.deepEqual(await inPage('fell'), []);
});

test('prefetched, the flow sends along what the library got', async () => {
  await visit();
  assert.equal(await page.evaluate(() => window.prefetch({ clientId: 'acct_1', subscription: 'sub_1' })), true);
  const [init] = server.taken();
  assert.deepEqual(
    [init.url, JSON.parse(init.body)],
    ['/flow/init', { clientId: 'acct_1', subscription: { platformId: 'sub_1' } }],
  );
  await start();
  await dialogue();
  assert.equal(server.taken()[0].headers['x-prosperstack-subscription-cache-token'], 'cached');
  assert.equal(await page.evaluate(() => window.prefetch({ clientId: 'key_live_x' })), false);
  assert.deepEqual([server.taken(), seen.errors], [[], []]);
});

test('the code in its page works as it stands', async () => {
  const document = readFileSync(join(root, 'docs/cancellation.md'), 'utf8');
  const [, code] = document.match(/```js\n(\/\/ prosperstack flow\n.*?)```/s);
  const text = `import { cancellationFlow } from ${ENTRY};
    window.__PROSPERSTACK_DEBUG_API_HOST__ = '${server.api}';
    window.__PROSPERSTACK_DEBUG_APP_HOST__ = '${server.app}';
    const button = document.body.appendChild(document.createElement('button'));
    window.place = { reload: () => { window.reloaded = true; } };
    ${code.replace(/import .*;/, '').replaceAll('location.', 'window.place.')}`;
  server.serve(await bundle(text));
  page = await (await (await launch()).newContext()).newPage();
  await page.goto(server.site);
  await page.locator('button').click();
  await (await dialogue()).say(complete('canceled'));
  await page.waitForFunction(() => window.reloaded, undefined, { timeout: 10_000 });
  await page.waitForFunction(() => !document.querySelector('#prosperstack-overlay'), undefined, { timeout: 10_000 });
  server.answer(503);
  await page.locator('button').click();
  await page.waitForFunction(() => window.place.href === '/cancel', undefined, { timeout: 10_000 });
});

test('on a server, importing does nothing, and what it gives settles', () => {
  const use =
    "cancellationFlow({ clientId: 'acct_1' }).then(async ({ status }) => console.log(status, await prefetch({ clientId: 'acct_1' }), Object.keys(globalThis).length));";
  const run = (type, text) =>
    execFileSync(process.execPath, [`--input-type=${type}`, '-e', text], { cwd: root, encoding: 'utf8' }).trim();
  const globals = execFileSync(
    process.execPath,
    ['--input-type=module', '-e', 'console.log(Object.keys(globalThis).length)'],
    { encoding: 'utf8' },
  ).trim();
  assert.equal(
    run('module', `import { cancellationFlow, prefetch } from 'retention-destinations/prosperstack/flow'; ${use}`),
    `error false ${globals}`,
  );
  assert.match(
    run(
      'commonjs',
      `const { cancellationFlow, prefetch } = require('retention-destinations/prosperstack/flow'); ${use}`,
    ),
    /^error false /,
  );
});

test('its types allow what works and refuse what does not', () => {
  const tsc = join(root, 'node_modules/typescript/bin/tsc');
  const { stdout } = spawnSync(process.execPath, [tsc, '-p', 'tests/types/flow.tsconfig.json'], {
    cwd: root,
    encoding: 'utf8',
  });
  assert.equal(stdout, '');
});

test('it is small, and the library is not in it', () => {
  const text = readFileSync(join(root, 'dist/prosperstack/flow.js'));
  assert.ok(brotliCompressSync(text).length <= 2048, `${brotliCompressSync(text).length} bytes`);
  assert.doesNotMatch(String(text), /api\.prosperstack\.com/);
});
