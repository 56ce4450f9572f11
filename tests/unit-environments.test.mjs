// In a site's own unit tests: importing an entry touches nothing and throws nothing, in Node, jsdom (as Jest and Vitest
// have it) and happy-dom; and `resetForTests` lets one file of tests identify twice.

import assert from 'node:assert/strict';
import { readFileSync } from 'node:fs';
import { createRequire } from 'node:module';
import { dirname, join } from 'node:path';
import { test } from 'node:test';
import vm from 'node:vm';
import { Window } from 'happy-dom';
import { JSDOM } from 'jsdom';
import { commonJsOf } from '../scripts/common-js.mjs';
import { ENTRIES, nowasmOutput } from '../scripts/entries.mjs';
import { root } from '../scripts/tools.mjs';
import { blocksOf } from './support/documents.mjs';

const outputs = ENTRIES.filter(({ product }) => product).flatMap(({ output, formats }) => [
  ...(formats.includes('cjs') ? [output] : []),
  ...(formats.includes('nowasm') ? [nowasmOutput(output)] : []),
]);

const URL = 'https://shop.example/';
const jsdom = () => new JSDOM('<!doctype html><p>page</p>', { url: URL, runScripts: 'outside-only' });

/** Loads CommonJS files within a context, as Jest does: the globals are the environment's alone. */
function loader(context) {
  const loaded = {};
  const load = (file) => {
    if (loaded[file]) return loaded[file].exports;
    const module = { exports: {} };
    loaded[file] = module;
    const run = vm.compileFunction(readFileSync(file, 'utf8'), ['module', 'exports', 'require'], {
      parsingContext: context,
      filename: file,
    });
    run(module, module.exports, (name) => load(join(dirname(file), name)));
    return module.exports;
  };
  return (output) => load(join(root, 'dist', commonJsOf(`${output}.js`)));
}

const keysOf = (window) => Reflect.ownKeys(window).map(String).sort();

/** What a site's test does: a plugin, and an event. */
const identify = (profitwell, email) => {
  const plugin = profitwell({ publicApiToken: 'abc', siteType: 'web app', scriptUrl: '/pw.js' });
  plugin.load({}, { on() {}, options: {}, user: () => ({ id: () => null, traits: () => ({}) }) });
  plugin.identify({ event: { userId: 'u1', traits: { email } } });
};
const queued = (window) => JSON.stringify([...(window.profitwell?.q ?? [])].map(([...call]) => call));
const started = (email) =>
  JSON.stringify([
    ['auth_token', 'abc'],
    ['start', { user_email: email }],
  ]);

test('in jsdom, as Jest has it, importing touches nothing', () => {
  const { window } = jsdom();
  const context = vm.isContext(window) ? window : jsdom().getInternalVMContext();
  const before = [keysOf(window), window.document.documentElement.outerHTML];
  const load = loader(context);
  for (const output of outputs) assert.ok(Object.keys(load(output)).length, output);
  assert.deepEqual([keysOf(window), window.document.documentElement.outerHTML], before);
});

test('in jsdom, resetForTests lets one file of tests identify twice', () => {
  const dom = jsdom();
  const load = loader(dom.getInternalVMContext());
  const { profitwell } = load('index');
  const { resetForTests } = load('debug');
  const { window } = dom;
  const scripts = () => window.document.querySelectorAll('script').length;
  const before = keysOf(window);
  for (const email of ['jane@example.com', 'joe@example.com']) {
    identify(profitwell, email);
    assert.equal(queued(window), started(email));
    assert.equal(scripts(), 1);
    resetForTests();
    assert.deepEqual(keysOf(window), before);
    assert.equal(scripts(), 0);
  }
});

test('in jsdom, the tests in docs/testing.md pass as they stand', async () => {
  const dom = jsdom();
  const load = loader(dom.getInternalVMContext());
  const hooks = [];
  const named = [];
  const environment = {
    window: dom.window,
    profitwell: load('index').profitwell,
    resetForTests: load('debug').resetForTests,
    afterEach: (hook) => hooks.push(hook),
    test: (name, run) => named.push([name, run]),
    // Across the realms of jsdom and Node.
    expect: (list) => ({
      toContainEqual: (item) => assert.ok(list.some((one) => JSON.stringify(one) === JSON.stringify(item))),
    }),
  };
  const code = blocksOf('docs/testing.md')
    .slice(0, 2)
    .map(({ text }) => text.replaceAll(/^import .*$/gm, ''))
    .join('');
  vm.compileFunction(code, Object.keys(environment))(...Object.values(environment));
  assert.deepEqual([hooks.length, named.length], [1, 1]);
  for (const [, run] of [...named, ...named]) {
    await run();
    for (const hook of hooks) hook();
  }
});

test('in happy-dom, imported and reset', async () => {
  const settings = { disableJavaScriptFileLoading: true, handleDisabledFileLoadingAsSuccess: true };
  const window = /** @type {any} */ (new Window({ url: URL, settings }));
  const before = [keysOf(window), window.document.documentElement.outerHTML];
  Object.assign(globalThis, {
    window,
    document: window.document,
    Document: window.Document,
    location: window.location,
  });
  for (const output of outputs) await import(join(root, 'dist', `${output}.js`));
  assert.deepEqual([keysOf(window), window.document.documentElement.outerHTML], before);
  const { profitwell } = await import(join(root, 'dist/index.js'));
  const { resetForTests } = await import(join(root, 'dist/debug.js'));
  for (const email of ['jane@example.com', 'joe@example.com']) {
    identify(profitwell, email);
    assert.equal(queued(window), started(email));
    resetForTests();
  }
  const prosperstack = await import(join(root, 'dist/prosperstack/index.js'));
  prosperstack.prosperstack({ endpoint: '/relay' });
  const core = Symbol.for('retention-destinations/ProsperStack');
  assert.ok(window[core]);
  (await import(join(root, 'dist/prosperstack/debug.js'))).resetForTests();
  assert.equal(window[core], undefined);
  await window.happyDOM.close();
});

test('in Node resetForTests does nothing', () => {
  const load = createRequire(import.meta.url);
  const { resetForTests } = load(join(root, 'dist/cjs/debug.js'));
  const before = Reflect.ownKeys(globalThis);
  assert.equal(resetForTests(), undefined);
  assert.deepEqual(Reflect.ownKeys(globalThis), before);
});
