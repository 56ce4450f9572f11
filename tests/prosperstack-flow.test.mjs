// ProsperStack's cancellation flow in a real page with the published library: whatever becomes of it,
// the promise settles and the site's own way to cancel works.

import assert from 'node:assert/strict';
import { execFileSync, spawnSync } from 'node:child_process';
import { readFileSync } from 'node:fs';
import { join } from 'node:path';
import { test } from 'node:test';
import { brotliCompressSync } from 'node:zlib';
import { root } from '../scripts/tools.mjs';
import { bundle } from './e2e/support.mjs';
import {
  complete,
  dialogue,
  ENTRY,
  go,
  inPage,
  JANE,
  open,
  page,
  result,
  SESSION,
  seen,
  server,
  start,
  uncovered,
  visit,
} from './support/flow-page.mjs';

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
  await open();
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
