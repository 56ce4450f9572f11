// What a page may have replaced: under each framework, before ours and after, everything is as on a clean page. The
// engines' matrix has the tag with WebAssembly under the same libraries in Firefox and WebKit.

import assert from 'node:assert/strict';
import { readFileSync } from 'node:fs';
import { join } from 'node:path';
import { after, afterEach, test } from 'node:test';
import { root } from '../../scripts/tools.mjs';
import { FRAMEWORKS } from '../support/old-frameworks.mjs';
import { close, open, recycle, TOKEN } from './support.mjs';

after(close);
afterEach(recycle);

const dist = (name) => readFileSync(join(root, 'dist', name));
const modules = ['index.js', 'core.js', 'wasm.js', 'nowasm/index.js', 'nowasm/core.js', 'nowasm/engine.js'];
const files = Object.fromEntries(
  [
    ...[
      'profitwell.min.js',
      'profitwell.nowasm.js',
      'profitwell.wasm',
      'prosperstack.min.js',
      'prosperstack.nowasm.js',
    ],
    ...modules,
    ...modules.filter((name) => name !== 'wasm.js').map((name) => `prosperstack/${name}`),
  ].map((name) => [`/dist/${name}`, dist(name)]),
);

const EVENT = "{ userId: 'u1', traits: { email: 'jane@example.com', seats: 3, when: new Date(0) } }";
const REFUSED = '<script>delete window.WebAssembly</script>';
const LIBRARY = '<script src="/library.js"></script>';

const PRODUCTS = {
  profitwell: {
    attributes: `data-public-api-token="${TOKEN}" data-site-type="web app"`,
    settings: `{ publicApiToken: '${TOKEN}', siteType: 'web app' }`,
    entries: ['index.js', 'nowasm/index.js', 'wasm.js'],
    expected: [
      ['auth_token', TOKEN],
      ['start', { user_email: 'jane@example.com' }],
    ],
  },
  prosperstack: {
    attributes: `data-endpoint="/relay" data-allow='["seats", "when"]'`,
    settings: "{ endpoint: '/relay', allow: ['seats', 'when'] }",
    entries: ['prosperstack/index.js', 'prosperstack/nowasm/index.js'],
    expected: [
      {
        type: 'identify',
        userId: 'u1',
        traits: { email: 'jane@example.com', seats: 3, when: '1970-01-01T00:00:00.000Z' },
      },
    ],
  },
};

/** Every way to have a product in a page: its HTML, given whether the library comes first. */
const WAYS = Object.entries(PRODUCTS).flatMap(([product, { attributes, settings, entries }]) => {
  const tag = (file, isFirst, before = '') =>
    `${isFirst ? LIBRARY : ''}${before}<script src="/dist/${product}.${file}" ${attributes}></script>${isFirst ? '' : LIBRARY}
     <script>${product}Destination.push(['identify', ${EVENT}])</script>`;
  const npm = (entry, isFirst, before = '') => `${isFirst ? LIBRARY : ''}${before}<script type="module">
    import { ${product} } from '/dist/${entry}';
    const plugin = ${product}(${settings});
    plugin.load();
    const identify = () => plugin.identify({ event: ${EVENT} });
    if (${isFirst}) identify();
    else {
      const library = document.createElement('script');
      library.onload = identify;
      library.src = '/library.js';
      document.head.append(library);
    }</script>`;
  return [
    [`${product}, the tag`, (isFirst) => tag('min.js', isFirst)],
    [`${product}, the tag with WebAssembly refused`, (isFirst) => tag('min.js', isFirst, REFUSED)],
    [`${product}, the tag without WebAssembly`, (isFirst) => tag('nowasm.js', isFirst)],
    ...entries.map((entry) => [`${product}, npm ${entry}`, (isFirst) => npm(entry, isFirst)]),
    [`${product}, npm with WebAssembly refused`, (isFirst) => npm(entries[0], isFirst, REFUSED)],
  ].map(([name, html]) => ({ product, name, html }));
});

/** What the vendor's script does, by syntax alone: here it is not what is tested. */
const VENDOR = `(() => {
  const { calls } = (window.__vendor = { calls: [], runs: 1 });
  const { q } = window.profitwell;
  window.profitwell = function () { calls[calls.length] = arguments; };
  window.profitwell.isLoaded = true;
  for (let at = 0; at < q.length; at += 1) calls[calls.length] = q[at];
})();`;

/** What the vendor was told, as JSON, by syntax alone. */
const CALLS = `(() => {
  const lists = { 0: window.__vendor?.calls ?? [], 1: window.profitwell?.q ?? [] };
  let text = '';
  for (let list = 0; list < 2; list += 1)
    for (let at = 0; at < lists[list].length; at += 1) {
      const { 0: name, 1: argument } = lists[list][at];
      text += (text && ',') + '["' + name + '",' + (typeof argument == 'string' ? '"' + argument + '"' : JSON.stringify(argument)) + ']';
    }
  return '[' + text + ']';
})()`;

async function outcome({ html, product }, library, isFirst) {
  const { expected } = PRODUCTS[product];
  const { page, seen } = await open({
    html: html(isFirst),
    vendor: VENDOR,
    files: { ...files, '/library.js': library },
  });
  // Not by `page.evaluate`, which uses in the page what is replaced there.
  const cdp = await page.context().newCDPSession(page);
  const look = async () => {
    if (product === 'profitwell')
      return JSON.parse((await cdp.send('Runtime.evaluate', { expression: CALLS })).result.value);
    return seen.messages.map(({ body }) => {
      const { messageId, timestamp, ...rest } = JSON.parse(body);
      return messageId && timestamp && rest;
    });
  };
  let found = await look();
  for (let tries = 0; tries < 100 && found.length < expected.length; tries += 1) {
    await new Promise((resolve) => setTimeout(resolve, 20));
    found = await look();
  }
  await cdp.detach();
  const said = seen.console.flatMap(({ text }) => (/^\[Pro/.test(text) ? [text] : [])); // SES says more
  return { found, said, errors: seen.errors };
}

for (const [framework, library] of Object.entries(FRAMEWORKS))
  for (const isFirst of [true, false])
    test(`${framework}, ${isFirst ? 'before' : 'after'} ours`, async () => {
      const outcomes = {};
      const wanted = {};
      for (const way of WAYS) {
        outcomes[way.name] = await outcome(way, library, isFirst);
        wanted[way.name] = { found: PRODUCTS[way.product].expected, said: [], errors: [] };
        await recycle();
      }
      assert.deepEqual(outcomes, wanted);
    });
