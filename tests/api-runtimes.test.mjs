// The API client as each runtime gets it: by `require`, by the conditions of package.json, in workerd, refused in a page.

import assert from 'node:assert/strict';
import { execFileSync, spawnSync } from 'node:child_process';
import { mkdtempSync, readFileSync, rmSync, writeFileSync } from 'node:fs';
import { createRequire } from 'node:module';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { after, before, test } from 'node:test';
import { gzipSync } from 'node:zlib';
import { root } from '../scripts/tools.mjs';
import { close, open } from './e2e/support.mjs';
import { everyMethod } from './support/api-methods.mjs';
import { apiServer } from './support/api-server.mjs';
import { names } from './support/api-table.mjs';
import { bundled } from './support/bundled.mjs';
import { workerd } from './support/workerd.mjs';

const require = createRequire(import.meta.url);
let server;
let folder;
before(async () => {
  server = await apiServer({ customers: 30, rateScale: 1000 });
  folder = mkdtempSync(join(tmpdir(), 'api-'));
});
after(async () => {
  await server.stop();
  rmSync(folder, { recursive: true, force: true });
  await close();
});

const options = () => ({
  privateToken: server.token,
  publicToken: server.publicToken,
  baseUrl: server.url,
  eventsUrl: server.url,
  rateScale: 1000,
});

test('required, it does the same', async () => {
  const { ProfitWellApi, ProfitWellError } = require('../dist/api.cjs');
  await server.reset();
  assert.deepEqual(await everyMethod(new ProfitWellApi(options())), names);
  assert.throws(() => new ProfitWellApi({}), ProfitWellError);
});

test('each condition of package.json leads to its build', () => {
  const resolved = (how, ...conditions) =>
    execFileSync(
      process.execPath,
      [
        ...conditions.map((name) => `--conditions=${name}`),
        `--input-type=${how === 'import' ? 'module' : 'commonjs'}`,
        '-e',
        `console.log(${how === 'import' ? 'import.meta' : 'require'}.resolve('retention-destinations/api'))`,
      ],
      { cwd: root, encoding: 'utf8' },
    ).trim();
  assert.match(resolved('import'), /dist\/api\.js$/);
  assert.match(resolved('require'), /dist\/api\.cjs$/);
  assert.match(resolved('import', 'browser'), /dist\/api-page\.js$/);
  assert.match(resolved('require', 'browser'), /dist\/cjs\/api-page\.js$/);
  // wrangler has all three at once.
  assert.match(resolved('import', 'workerd', 'worker', 'browser'), /dist\/api-workerd\.js$/);
});

test('in workerd every method works, in two requests at once', async () => {
  const worker = await bundled(
    `
    import { ProfitWellApi } from 'retention-destinations/api';
    import { everyMethod } from './tests/support/api-methods.mjs';
    export default {
      async fetch(request, env) {
        const options = JSON.parse(env.OPTIONS);
        const api = new ProfitWellApi(options);
        const path = new URL(request.url).pathname;
        if (path === '/all') return Response.json(await everyMethod(api));
        const controller = new AbortController();
        const aborted = api.status({ signal: controller.signal }).catch((error) => String(error));
        controller.abort('text');
        const wrong = await new ProfitWellApi({ ...options, privateToken: 'wrong' }).status().catch(({ code }) => code);
        return Response.json([wrong, await aborted, (await api.company.settings()).id.length > 0]);
      },
    };`,
    { conditions: ['workerd', 'worker', 'browser'], external: ['./api.wasm'] },
  );
  writeFileSync(join(folder, 'worker.js'), worker);
  writeFileSync(join(folder, 'api.wasm'), readFileSync(join(root, 'dist/api.wasm')));
  await server.reset();
  const { url, stop } = await workerd(folder, {
    wasm: 'api.wasm',
    bindings: { OPTIONS: JSON.stringify(options()) },
  });
  try {
    const get = async (path) => (await fetch(`${url}${path}`)).json();
    const [methods, other] = await Promise.all([get('/all'), get('/other')]);
    assert.deepEqual(methods, names);
    assert.deepEqual(other, ['unauthorized', 'text', true]);
  } finally {
    await stop();
  }
});

for (const [runtime, args] of [
  ['deno', ['run', '--quiet', '--no-prompt', '--allow-net=127.0.0.1', '--allow-read', '--allow-env']],
  ['bun', ['run']],
]) {
  const bin = join(root, 'node_modules/.bin', runtime);
  /** What the last expression of a program is; `api` is a client. */
  const evaluate = (program, flags = args) => {
    const file = join(folder, `${runtime}.mjs`);
    writeFileSync(
      file,
      `import { createRequire } from 'node:module';
      import { ProfitWellApi, ProfitWellError } from ${JSON.stringify(join(root, 'dist/api.js'))};
      import { everyMethod } from ${JSON.stringify(join(root, 'tests/support/api-methods.mjs'))};
      const options = ${JSON.stringify({ ...options(), retries: 0 })};
      const api = new ProfitWellApi(options);
      const failure = (promise) => promise.then(() => 'no error', (error) => (error instanceof ProfitWellError ? error.code : String(error)));
      console.log(JSON.stringify(${program}));`,
    );
    return JSON.parse(
      execFileSync(bin, [...flags, file], {
        encoding: 'utf8',
        env: { ...process.env, NO_COLOR: '1', DENO_NO_UPDATE_CHECK: '1' },
      }),
    );
  };

  test(`in ${runtime} every method works`, async () => {
    await server.reset();
    assert.deepEqual(evaluate('await everyMethod(api)'), names);
  });

  test(`in ${runtime} errors are told apart, and one class by import and require`, () => {
    const told = evaluate(`[
      await failure(new ProfitWellApi({ ...options, privateToken: 'wrong' }).status()),
      await failure(new ProfitWellApi({ ...options, baseUrl: 'http://127.0.0.1:1' }).status()),
      await failure(api.status({ signal: AbortSignal.abort('mine') })),
      await failure(new (createRequire(import.meta.url)(${JSON.stringify(join(root, 'dist/api.cjs'))}).ProfitWellApi)(options).plans.get('')),
    ]`);
    assert.deepEqual(told, ['unauthorized', 'connection_failed', 'mine', 'invalid_argument']);
  });

  test(`in ${runtime} a host that may not or cannot be reached is no connection`, () => {
    const program =
      "await failure(new ProfitWellApi({ ...options, baseUrl: 'https://no-such-host.invalid' }).status())";
    assert.equal(
      evaluate(
        program,
        runtime === 'deno' ? ['run', '--quiet', '--no-prompt', '--allow-net', '--allow-read', '--allow-env'] : args,
      ),
      'connection_failed',
    );
    // By default Deno allows no network.
    if (runtime === 'deno')
      assert.equal(
        evaluate('await failure(api.status())', ['run', '--quiet', '--no-prompt', '--allow-read', '--allow-env']),
        'connection_failed',
      );
  });
}

test('an error of import is one of require, and a class that extends it is another', async () => {
  const { ProfitWellApi, ProfitWellError } = await import('../dist/api.js');
  const other = require('../dist/api.cjs');
  const error = await new ProfitWellApi(options()).plans.get('').catch((thrown) => thrown);
  assert.ok(error instanceof other.ProfitWellError && error instanceof ProfitWellError && error instanceof Error);
  class Mine extends ProfitWellError {}
  assert.ok(
    !(error instanceof Mine) &&
      new Mine('mine', 'mine') instanceof Mine &&
      new Mine('mine', 'mine') instanceof other.ProfitWellError,
  );
  for (const value of [undefined, null, 'text', {}, new Error('other')]) assert.ok(!(value instanceof ProfitWellError));
});

test('the module stands once, in a file that both entries load, and no bundler has to know of a .wasm file', async () => {
  const read = (name) => readFileSync(join(root, 'dist', name), 'utf8');
  const [, bytes] = /BROTLI = '(.{100})/.exec(read('api-module.cjs')) ?? [];
  assert.ok(bytes);
  for (const name of ['api-core.cjs', 'api.js', 'api.cjs', 'api-workerd.js'])
    assert.ok(!read(name).includes(bytes), name);
  const file = join(folder, 'bundled.mjs');
  writeFileSync(
    file,
    await bundled(
      `import { ProfitWellApi } from 'retention-destinations/api';
    new ProfitWellApi({ privateToken: 't' }).plans.get('').catch(({ code }) => console.log(code));`,
      { conditions: ['node'], platform: 'node' },
    ),
  );
  assert.equal(execFileSync(process.execPath, [file], { encoding: 'utf8' }), 'invalid_argument\n');
});

test('on a server that takes the condition for pages it says what to do', async () => {
  const file = join(folder, 'edge.mjs');
  writeFileSync(
    file,
    await bundled(
      `import { ProfitWellApi, ProfitWellError } from 'retention-destinations/api';
    try { new ProfitWellApi({ privateToken: 'secret' }); }
    catch (error) { console.log(error instanceof ProfitWellError, error.code, error.message); }`,
      { conditions: ['edge-light', 'browser'] },
    ),
  );
  assert.match(
    execFileSync(process.execPath, [file], { encoding: 'utf8' }),
    /^true browser_build .*condition `browser`.*runtime = 'nodejs'/,
  );
});

test('in a page and in its worker it refuses, whatever build it is', async () => {
  const source = `import { ProfitWellApi, ProfitWellError } from 'retention-destinations/api';
    try { new ProfitWellApi({ privateToken: 'secret' }); globalThis.told = 'made'; }
    catch (error) { globalThis.told = [error instanceof ProfitWellError, error.code, error.message].join(' '); }`;
  const page = await bundled(source, { conditions: ['browser'], format: 'iife' });
  assert.ok(page.length < 4000, `${page.length} bytes: the module is not in it`);
  const server = await bundled(source, { conditions: ['node'], format: 'iife' });
  const worker = `${server}; postMessage(globalThis.told);`;
  for (const script of [page, server, `new Worker('/worker.js').onmessage = ({ data }) => { window.told = data; };`]) {
    const opened = await open({ script, files: { '/worker.js': worker } });
    await opened.until(() => window.told);
    const told = await opened.page.evaluate(() => window.told);
    assert.match(told, /^true in_a_page the private token .* on your server$/);
    assert.deepEqual(opened.seen.other, []);
    await opened.close();
  }
});

test('its types allow what works and refuse what does not', () => {
  const tsc = join(root, 'node_modules/typescript/bin/tsc');
  const { stdout } = spawnSync(process.execPath, [tsc, '-p', 'tests/types/api.tsconfig.json'], {
    cwd: root,
    encoding: 'utf8',
  });
  assert.equal(stdout, '');
});

test('its module names no path of the machine that built it', () => {
  for (const name of ['api.wasm', 'api-workerd.js', 'api-page.js']) {
    assert.doesNotMatch(
      readFileSync(join(root, 'dist', name)).toString('latin1'),
      /\/(home|root|usr|Users)\/|\.cargo/,
      name,
    );
  }
});

const BUDGET = 163_840;
test(`its module is at most ${BUDGET} bytes, gzip-9`, () => {
  const size = gzipSync(readFileSync(join(root, 'dist/api.wasm')), { level: 9 }).length;
  assert.ok(size <= BUDGET, `${size} bytes`);
});
