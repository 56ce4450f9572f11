// Where there is no page: importing any entry does nothing, and what it gives is inert. In Node,
// its workers, a browser's worker, and workerd.

import assert from 'node:assert/strict';
import { execFileSync, spawn } from 'node:child_process';
import { mkdtempSync, readFileSync, rmSync, writeFileSync } from 'node:fs';
import { createRequire } from 'node:module';
import { createServer } from 'node:net';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { after, test } from 'node:test';
import { Worker } from 'node:worker_threads';
import { ENTRIES, importPaths } from '../scripts/entries.mjs';
import { root } from '../scripts/tools.mjs';
import { close, open } from './e2e/support.mjs';
import { bundled } from './support/bundled.mjs';

const { name } = JSON.parse(readFileSync(join(root, 'package.json'), 'utf8'));
// What is for servers, and the cancellation flow of ProsperStack, have tests of their own
// (api-runtimes.test.mjs, relay-runtimes.test.mjs, prosperstack-flow.test.mjs).
const looked = ENTRIES.filter((entry) => entry.product && entry.name !== 'flow');
const paths = looked.flatMap((entry) => importPaths(entry)).map((path) => path.replace('.', name));
const required = looked.filter(({ formats }) => formats.includes('cjs')).map(({ path }) => path.replace('.', name));
const folder = mkdtempSync(join(tmpdir(), 'server-'));

after(async () => {
  rmSync(folder, { recursive: true, force: true });
  await close();
});

/** Uses whatever an entry offers as its host would; answers with what came of it. */
const use = `async (path, entry) => {
  const said = [];
  for (const level of ['log', 'info', 'debug', 'warn', 'error']) console[level] = (...all) => said.push(all.join(' '));
  const globals = Object.keys(globalThis).length;
  const quiet = () => [said.length, Object.keys(globalThis).length - globals].join(' ');
  if (entry.explain) {
    entry.watch(() => {})();
    const known = [entry.explain('nothing_new'), entry.check({})[0]?.setting].map((it) => typeof it);
    return [path, known, Object.keys(globalThis).length - globals].join(' ');
  }
  entry.setConsent(true);
  const settings = { publicApiToken: 't', endpoint: '/relay' };
  const Classic = entry.ProfitWell ?? entry.ProsperStack;
  const made = Classic ? new Classic(settings) : (entry.profitwell ?? entry.prosperstack)(settings);
  // Every hook, with something in which each contract finds its event.
  const event = { userId: 'u', traits: { email: 'a@b.co' } };
  const context = { event, payload: event, message: { context: event }, obj: event, userId: () => 'u', traits: () => event.traits };
  const hooks = [];
  for (const hook in made) if (typeof made[hook] == 'function' && hook != 'constructor') hooks.push(hook);
  for (const hook of hooks) await made[hook](context, {}, context);
  const ready = made.loaded ?? made.isReady ?? made.isLoaded;
  const flow = entry.cancellationFlow ? await entry.cancellationFlow({ subscriptionId: 'sub_1' }) : { status: 'error' };
  return [path, hooks.length > 0, Boolean(ready?.call(made)), flow.status, quiet()].join(' ');
}`;

/** Which hosts hold their events back until an entry says that it is ready. */
const READY = /\/(rudderstack|analytics)$/;
/** @param {string[]} all */
const expected = (all) =>
  all.map((path) =>
    path.endsWith('/debug') ? `${path} string,string 0` : `${path} true ${READY.test(path)} error 0 0`,
  );

const imported = `const use = ${use};
  export const all = async () => {
    const lines = [];
    ${paths.map((path, at) => `lines.push(await use('${path}', entry${at}));`).join('\n')}
    return lines;
  };`;
const imports = paths.map((path, at) => `import * as entry${at} from '${path}';`).join('\n');
const lines = (text) => text.trim().split('\n');

test('in Node, imported', () => {
  const source = `${imports} const { log } = console; ${imported} log((await all()).join('\\n'));`;
  assert.deepEqual(
    lines(execFileSync(process.execPath, ['--input-type=module', '-e', source], { cwd: root, encoding: 'utf8' })),
    expected(paths),
  );
});

test('in Node, required', () => {
  const source = `const use = ${use}; const { log } = console; (async () => {
    for (const path of ${JSON.stringify(required)}) log(await use(path, require(path)));
  })();`;
  assert.deepEqual(
    lines(execFileSync(process.execPath, ['--input-type=commonjs', '-e', source], { cwd: root, encoding: 'utf8' })),
    expected(required),
  );
});

test('in a worker of Node', async () => {
  const file = join(root, 'target/ssr-worker.mjs');
  writeFileSync(
    file,
    `${imports} import { parentPort } from 'node:worker_threads'; ${imported} parentPort.postMessage(await all());`,
  );
  const worker = new Worker(file);
  const answer = await new Promise((resolve, reject) => worker.once('message', resolve).once('error', reject));
  await worker.terminate();
  assert.deepEqual(answer, expected(paths));
});

/** All entries in one file. */
const allBundled = (source, options) =>
  bundled(`${imports}\n${source}`, { target: 'es2022', outdir: folder, ...options });

test('in a worker of a browser', async () => {
  const script = await allBundled(`${imported} all().then(postMessage, (error) => postMessage(String(error)));`, {
    format: 'iife',
    define: { 'import.meta.url': '"https://shop.example/"' },
  });
  const { page, seen } = await open({ files: { '/worker.js': script }, html: '' });
  const answer = await page.evaluate(
    () =>
      new Promise((resolve, reject) => {
        const worker = new Worker('/worker.js');
        worker.onmessage = ({ data }) => resolve(data);
        worker.onerror = ({ message }) => reject(new Error(message));
      }),
  );
  assert.deepEqual(answer, expected(paths));
  assert.deepEqual([seen.errors, seen.console], [[], []]);
});

const freePort = () =>
  new Promise((resolve) => {
    const server = createServer().listen(0, '127.0.0.1', () => {
      const { port } = server.address();
      server.close(() => resolve(port));
    });
  });

test('in workerd', async () => {
  writeFileSync(
    join(folder, 'worker.js'),
    await allBundled(`${imported} export default { fetch: async () => Response.json(await all()) };`),
  );
  const port = await freePort();
  writeFileSync(
    join(folder, 'config.capnp'),
    `using Workerd = import "/workerd/workerd.capnp";
    const config :Workerd.Config = (
      services = [(name = "main", worker = (modules = [(name = "worker.js", esModule = embed "worker.js")], compatibilityDate = "2026-01-01"))],
      sockets = [(name = "http", address = "127.0.0.1:${port}", http = (), service = "main")]);`,
  );
  const workerd = createRequire(import.meta.url)('workerd').default;
  const server = spawn(workerd, ['serve', join(folder, 'config.capnp'), '--control-fd=3'], {
    stdio: ['ignore', 'inherit', 'pipe', 'pipe'],
  });
  try {
    let problem = '';
    server.stderr.on('data', (data) => (problem += data));
    await new Promise((resolve, reject) => {
      server.stdio[3].once('data', resolve); // it says so when it listens
      server.once('exit', () => reject(new Error(problem)));
    });
    const response = await fetch(`http://127.0.0.1:${port}/`);
    assert.equal(response.status, 200, problem);
    assert.deepEqual(await response.json(), expected(paths));
  } finally {
    server.kill();
  }
});
