// The relay as each runtime gets it: by `require`, by the conditions of package.json, in workerd, refused in a page.

import assert from 'node:assert/strict';
import { execFileSync, fork, spawnSync } from 'node:child_process';
import { once } from 'node:events';
import { mkdtempSync, readdirSync, readFileSync, rmSync, writeFileSync } from 'node:fs';
import { createRequire } from 'node:module';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { after, before, test } from 'node:test';
import { pathToFileURL } from 'node:url';
import { gzipSync } from 'node:zlib';
import { root } from '../scripts/tools.mjs';
import { close, open } from './e2e/support.mjs';
import { bundled } from './support/bundled.mjs';
import { directDestination } from './support/direct-destination.mjs';
import { arrives, cases, message, run } from './support/relay-cases.mjs';
import { ORIGIN, relayOptions } from './support/relay-options.mjs';
import { relayInWorkerd } from './support/relay-workerd.mjs';

const require = createRequire(import.meta.url);
let destination;
let folder;
before(async () => {
  destination = await directDestination();
  folder = mkdtempSync(join(tmpdir(), 'relay-'));
});
after(async () => {
  await destination.stop();
  rmSync(folder, { recursive: true, force: true });
  await close();
});

test('required, it does the same', async () => {
  const { RelayError, createRelay } = require('../dist/relay.cjs');
  assert.throws(() => createRelay({}), RelayError);
  const handler = createRelay(relayOptions({ url: destination.url, apiKey: destination.key }));
  const one = message({ a: 1 });
  destination.taken();
  const headers = { origin: ORIGIN, 'content-type': 'application/json', cookie: 'session=jane' };
  assert.equal(
    (await handler(new Request('https://x.example', { method: 'POST', headers, body: JSON.stringify(one) }))).status,
    200,
  );
  assert.deepEqual(
    destination.taken().map(({ body }) => body),
    [arrives(one, { a: 1 })],
  );
});

test('Node finds the names of each CommonJS file by import', async () => {
  for (const [file, names] of [
    ['relay.cjs', ['RelayError', 'createRelay', 'nodeListener']],
    ['cjs/relay-page.js', ['RelayError', 'createRelay', 'nodeListener']],
    ['api.cjs', ['ProfitWellApi', 'ProfitWellError']],
    ['cjs/api-page.js', ['ProfitWellApi', 'ProfitWellError']],
  ]) {
    const found = Object.keys(await import(`../dist/${file}`));
    for (const name of names) assert.ok(found.includes(name), `${file}: ${name} in ${found}`);
  }
});

test('each condition of package.json leads to its build', () => {
  const resolved = (how, ...conditions) =>
    execFileSync(
      process.execPath,
      [
        ...conditions.map((name) => `--conditions=${name}`),
        `--input-type=${how === 'import' ? 'module' : 'commonjs'}`,
        '-e',
        `console.log(${how === 'import' ? 'import.meta' : 'require'}.resolve('retention-destinations/relay'))`,
      ],
      { cwd: root, encoding: 'utf8' },
    ).trim();
  assert.match(resolved('import'), /dist\/relay\.js$/);
  assert.match(resolved('require'), /dist\/relay\.cjs$/);
  assert.match(resolved('import', 'browser'), /dist\/relay-page\.js$/);
  assert.match(resolved('require', 'browser'), /dist\/cjs\/relay-page\.js$/);
  // wrangler has all three at once.
  assert.match(resolved('import', 'workerd', 'worker', 'browser'), /dist\/relay-workerd\.js$/);
});

/** Runs `task` with the address of a Worker that holds a relay. */
async function inWorkerd(task, options) {
  const worker = await relayInWorkerd(destination, options);
  try {
    await task(worker.url, worker.said);
  } finally {
    await worker.stop();
  }
}

test('in workerd it does the same with every request', async (t) => {
  await inWorkerd(async (url, said) => {
    for (const one of cases()) {
      await t.test(one.name, async () => {
        const { closed, status, headers, code, arrived } = await run(one, url, destination);
        if (closed) return assert.deepEqual(arrived, []);
        assert.deepEqual([status, arrived.map(({ body }) => body)], [one.status, one.arrived]);
        if (one.request.method !== 'HEAD' && status !== 204) assert.equal(code, one.code);
        assert.equal(headers.get('retry-after'), one.retryAfter ?? null);
        assert.equal(headers.get('access-control-allow-origin'), (!one.foreign && one.request.headers.origin) || null);
        for (const { headers: sent } of arrived) {
          assert.equal(sent.authorization, `Basic ${Buffer.from(`${destination.key}:`).toString('base64')}`);
          assert.match(sent['user-agent'], /^retention-destinations\//);
          assert.deepEqual(
            [sent['content-type'], sent.accept, sent['cache-control'], sent.cookie],
            ['application/json', '*/*', 'no-cache', undefined],
          );
        }
      });
    }
    assert.doesNotMatch(said(), /example\.com|key_test|Johnny/);
  });
  // Many at once share the one relay; a busy machine takes its time.
  await inWorkerd(
    async (url, said) => {
      destination.answer(undefined);
      destination.taken();
      const answers = await Promise.all(
        Array.from({ length: 50 }, () =>
          run(
            {
              request: {
                method: 'POST',
                headers: { origin: ORIGIN, 'content-type': 'application/json', cookie: 'session=jane' },
                body: JSON.stringify(message({ a: 1 })),
              },
            },
            url,
            { taken: () => [], answer() {} },
          ),
        ),
      );
      assert.deepEqual(new Set(answers.map(({ code }) => code)), new Set(['delivered']));
      assert.equal(new Set(destination.taken().map(({ body }) => body)).size, 50);
      assert.doesNotMatch(said(), /example\.com|key_test|Johnny/);
      assert.match(said(), /"outcome":"delivered"/);
    },
    { timeoutMs: 60_000 },
  );
});

/** A block of the relay's page by its first line. */
const block = (mark) =>
  readFileSync(join(root, 'docs/relay.md'), 'utf8').match(new RegExp('```js\\n(// ' + mark + '\\n.*?)```', 's'))[1];

test('the code for Node works as it stands', async () => {
  const room = mkdtempSync(join(root, 'target/document-'));
  try {
    writeFileSync(
      join(room, 'sessions.mjs'),
      "export const userOfSession = (cookie) => (cookie === 'session=1' ? { email: 'jane@example.com', userId: 'u1' } : null);",
    );
    writeFileSync(
      join(room, 'relay.mjs'),
      block('relay in Node').replace('.listen(8787)', '.listen(0, function () { process.send(this.address().port); })'),
    );
    const env = { ...process.env, PROSPERSTACK_URL: destination.url, PROSPERSTACK_API_KEY: destination.key };
    const child = fork(join(room, 'relay.mjs'), { env, stdio: ['ignore', 'ignore', 'inherit', 'ipc'] });
    const [port] = await once(child, 'message');
    const one = message({ traits: { 'Number of contacts': 5800, discount: 90 } });
    destination.answer(undefined);
    destination.taken();
    const response = await fetch(`http://127.0.0.1:${port}/`, {
      method: 'POST',
      headers: { origin: ORIGIN, 'content-type': 'application/json', cookie: 'session=1' },
      body: JSON.stringify(one),
    });
    child.kill();
    assert.equal(response.status, 200);
    assert.deepEqual(
      destination.taken().map(({ body }) => body),
      [arrives(one, { traits: { 'Number of contacts': 5800 } })],
    );
  } finally {
    rmSync(room, { recursive: true, force: true });
  }
});

test('the code for a Worker works as it stands', async () => {
  const room = mkdtempSync(join(root, 'target/document-'));
  try {
    writeFileSync(
      join(room, 'sessions.mjs'),
      "export const userOfSession = (cookie) => (cookie === 'session=1' ? { email: 'jane@example.com' } : null);",
    );
    writeFileSync(join(room, 'worker.mjs'), block('relay in a Worker'));
    const { default: worker } = await import(pathToFileURL(join(room, 'worker.mjs')));
    const env = { PROSPERSTACK_URL: destination.url, PROSPERSTACK_API_KEY: destination.key };
    const one = message({ 'Number of contacts': 5800 });
    destination.taken();
    const headers = { origin: ORIGIN, 'content-type': 'application/json', cookie: 'session=1' };
    assert.equal(
      (
        await worker.fetch(
          new Request('https://x.example', { method: 'POST', headers, body: JSON.stringify(one) }),
          env,
        )
      ).status,
      200,
    );
    assert.deepEqual(
      destination.taken().map(({ body }) => body),
      [arrives(one, { 'Number of contacts': 5800 }, { userId: undefined })],
    );
  } finally {
    rmSync(room, { recursive: true, force: true });
  }
});

test('every outcome is explained in its page', () => {
  const text = readFileSync(join(root, 'docs/relay.md'), 'utf8');
  for (const [, code] of readFileSync(join(root, 'crates/prosperstack-relay/src/outcome.rs'), 'utf8').matchAll(
    /^ {4}[A-Z]\w+ \d{3} "(\w+)"/gm,
  )) {
    assert.ok(text.includes(`\`${code}\``), code);
  }
});

test('in a page and in its worker it refuses, whatever build it is', async () => {
  const source = `import { createRelay, RelayError } from 'retention-destinations/relay';
    try { createRelay({ prosperstack: { apiKey: 'key_secret' } }); globalThis.told = 'made'; }
    catch (error) { globalThis.told = [error instanceof RelayError, error.code, error.message].join(' '); }`;
  const page = await bundled(source, { conditions: ['browser'], format: 'iife' });
  assert.ok(page.length < 4000, `${page.length} bytes: the module is not in it`);
  const server = await bundled(source, { conditions: ['node'], format: 'iife' });
  const worker = `${server}; postMessage(globalThis.told);`;
  for (const script of [page, server, `new Worker('/worker.js').onmessage = ({ data }) => { window.told = data; };`]) {
    const opened = await open({ script, files: { '/worker.js': worker } });
    await opened.until(() => window.told);
    const told = await opened.page.evaluate(() => window.told);
    assert.match(told, /^true in_a_page the relay holds the secret API key .* on your server$/);
    assert.doesNotMatch(told, /key_secret/);
    assert.deepEqual(opened.seen.other, []);
    await opened.close();
  }
});

test('its bundles are readable, and hold the module once', () => {
  const text = (name) => readFileSync(join(root, 'dist', name), 'utf8');
  assert.ok(text('relay-core.cjs').split('\n').length > 300);
  for (const name of ['relay-core.cjs', 'relay.js', 'relay.cjs', 'relay-workerd.js'])
    assert.ok(text(name).length < 100_000, `${name} has no module in it`);
  const bytes = require('../dist/relay-module.cjs')();
  assert.deepEqual(Buffer.from(bytes), readFileSync(join(root, 'dist/relay.wasm')));
});

test('its types allow what works and refuse what does not', () => {
  const tsc = join(root, 'node_modules/typescript/bin/tsc');
  const { stdout } = spawnSync(process.execPath, [tsc, '-p', 'tests/types/relay.tsconfig.json'], {
    cwd: root,
    encoding: 'utf8',
  });
  assert.equal(stdout, '');
});

test('every outcome of the module is in its types, and no other', () => {
  const types = readFileSync(join(root, 'dist/relay.d.cts'), 'utf8');
  const typed = types
    .match(/export type Outcome =([^;]+);/)[1]
    .match(/(?<=')\w+(?=')/g)
    .sort();
  const table = readFileSync(join(root, 'crates/prosperstack-relay/src/outcome.rs'), 'utf8');
  const told = [...table.matchAll(/^ {4}[A-Z]\w+ \d{3} "(\w+)"/gm)].map(([, code]) => code).sort();
  assert.ok(told.length > 30);
  assert.deepEqual(typed, told);
});

test('its module names no path of the machine that built it', () => {
  for (const name of ['relay.wasm', 'relay-workerd.js', 'relay-page.js']) {
    assert.doesNotMatch(
      readFileSync(join(root, 'dist', name)).toString('latin1'),
      /\/(home|root|usr|Users)\/|\.cargo/,
      name,
    );
  }
});

test('no file of ProfitWell for visitors has a word of ProsperStack in it', () => {
  const files = readdirSync(join(root, 'dist'), { recursive: true }).filter(
    (name) => /\.(c?js|wasm)$/.test(name) && !/relay|prosperstack|debug(-core)?\.c?js/.test(name),
  );
  assert.ok(files.length > 20);
  for (const name of files)
    assert.doesNotMatch(readFileSync(join(root, 'dist', name)).toString('latin1'), /prosperstack/i, name);
});

const BUDGET = 57_344;
test(`its module is at most ${BUDGET} bytes, gzip-9`, () => {
  const size = gzipSync(readFileSync(join(root, 'dist/relay.wasm')), { level: 9 }).length;
  assert.ok(size <= BUDGET, `${size} bytes`);
});
