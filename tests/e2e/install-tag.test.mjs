// Every way by which a tag gets onto a page. docs/install-tag.md holds the table; `WRITE=1 node --test` of this file
// writes it.

import assert from 'node:assert/strict';
import { createHash } from 'node:crypto';
import { readFileSync, writeFileSync } from 'node:fs';
import { join } from 'node:path';
import { after, test } from 'node:test';
import { root } from '../../scripts/tools.mjs';
import { close, open, recycle, TAG, TOKEN } from './support.mjs';

after(close);

const DOCUMENT = join(root, 'docs/install-tag.md');
const text = readFileSync(TAG, 'utf8');
const npm = (file) => readFileSync(join(root, 'node_modules', file), 'utf8');
const files = {
  '/all.js': `window.other = 1;\n${text}\nwindow.another = 2;`,
  '/jquery.js': npm('jquery/dist/jquery.min.js'),
  '/yett.js': npm('yett/dist/yett.min.js'),
};

const attribute = `data-public-api-token="${TOKEN}"`;
const tag = (how = '', more = attribute) => `<script ${how} src="/tag.js" ${more}></script>`;
const settings = `<script>window.profitwellSettings = { publicApiToken: '${TOKEN}' }</script>`;
const run = (code) => `<script>${code}</script>`;
const PLAIN = tag('type="text/plain" id="plain"');
const integrity = `sha384-${createHash('sha384').update(text).digest('base64')}`;
const create = "const tag = document.createElement('script'); tag.src = '/tag.js';";

/** Where the settings come from, or which line says why nothing starts; nothing where no line can. */
const WAYS = [
  ['in the head, synchronous', tag(), 'attributes'],
  ['`async`', tag('async'), 'attributes'],
  ['`defer`', tag('defer'), 'attributes'],
  ['at the end of the body', `<body><p>text</p>${tag()}</body>`, 'attributes'],
  [
    '`createElement` with attributes',
    run(`${create} tag.dataset.publicApiToken = '${TOKEN}'; document.head.append(tag);`),
    'attributes',
  ],
  ['`createElement` without attributes', settings + run(`${create} document.head.append(tag);`), 'window'],
  [
    '`createElement`, the query in its URL',
    run(`${create} tag.src += '?publicApiToken=${TOKEN}'; document.head.append(tag);`),
    'query',
  ],
  [
    '`innerHTML`: browsers do not run it',
    `<div id="place"></div>${run(`place.innerHTML = '<script src="/tag.js" ${attribute}></' + 'script>'`)}`,
    '',
  ],
  ['`document.write`', run(`document.write('<script src="/tag.js" ${attribute}></' + 'script>')`), 'attributes'],
  [
    '`createContextualFragment`',
    run(
      `document.head.append(document.createRange().createContextualFragment('<script src="/tag.js" ${attribute}></' + 'script>'))`,
    ),
    'attributes',
  ],
  [
    'jQuery’s `html()`',
    `<div id="place"></div><script src="/jquery.js"></script>${run(`$('#place').html('<script src="/tag.js" ${attribute}></' + 'script>')`)}`,
    'missing_public_api_token',
  ],
  [
    'jQuery’s `append()`',
    `<div id="place"></div><script src="/jquery.js"></script>${run(`$('#place').append('<script src="/tag.js" ${attribute}></' + 'script>')`)}`,
    'missing_public_api_token',
  ],
  [
    '`text/plain`, replaced by a copy with all attributes',
    PLAIN +
      run(
        "const copy = document.createElement('script'); for (const { name, value } of plain.attributes) if (name != 'type') copy.setAttribute(name, value); plain.replaceWith(copy);",
      ),
    'attributes',
  ],
  [
    '`text/plain`, its type set, inserted again',
    PLAIN + run("const it = plain; it.remove(); it.type = 'text/javascript'; document.head.append(it);"),
    'attributes',
  ],
  [
    '`text/plain`, replaced by a script with its `src` alone',
    PLAIN + run(`${create} plain.replaceWith(tag);`),
    'missing_public_api_token',
  ],
  [
    'delayed by an optimiser until the page has loaded',
    tag('type="rocketlazyloadscript" data-rocket-src="/tag.js" id="plain"').replace(' src="/tag.js"', '') +
      run(
        "addEventListener('load', () => setTimeout(() => { const copy = document.createElement('script'); for (const { name, value } of plain.attributes) if (name != 'type') copy.setAttribute(name.replace('data-rocket-src', 'src'), value); plain.replaceWith(copy); }))",
      ),
    'attributes',
  ],
  ['`type="module"`', tag('type="module"'), 'element'],
  [
    '`import()`, the token on another element',
    `<div ${attribute}></div><script type="module">import('/tag.js')</script>`,
    'element',
  ],
  [
    'fetched and evaluated',
    PLAIN + run("fetch('/tag.js').then((answer) => answer.text()).then((text) => (0, eval)(text))"),
    'element',
  ],
  [
    'in a shadow root',
    `${settings}<div id="host"></div>${run(`${create} host.attachShadow({ mode: 'open' }).append(tag);`)}`,
    'window',
  ],
  ['concatenated into another file', `<script src="/all.js" ${attribute}></script>`, 'attributes'],
  [
    'from a blob URL',
    run(
      `fetch('/tag.js').then((answer) => answer.blob()).then((blob) => { ${create} tag.src = URL.createObjectURL(blob); tag.dataset.publicApiToken = '${TOKEN}'; document.head.append(tag); })`,
    ),
    'attributes',
  ],
  ['two tags with the same token', tag() + tag(), 'attributes'],
  [
    'two tags with different tokens: the first starts',
    tag() + tag('', `data-public-api-token="${'f'.repeat(32)}"`),
    'attributes',
    ['another_token'],
  ],
  [
    'a body that is swapped on navigation (Turbo)',
    `<body>${tag()}</body>${run("addEventListener('load', () => { const next = document.body.cloneNode(true); for (const old of next.querySelectorAll('script[data-public-api-token]')) { const copy = document.createElement('script'); for (const { name, value } of old.attributes) copy.setAttribute(name, value); old.replaceWith(copy); } document.body.replaceWith(next); })")}`,
    'attributes',
  ],
  ['with `integrity` and `crossorigin`', tag(`integrity="${integrity}" crossorigin="anonymous"`), 'attributes'],
  [
    "policy: a nonce and `'strict-dynamic'`",
    `<meta http-equiv="Content-Security-Policy" content="script-src 'nonce-abc' 'strict-dynamic' 'wasm-unsafe-eval'; base-uri 'none'">${tag('nonce="abc"')}`,
    'attributes',
  ],
  [
    'blocked by yett, and released later',
    `<script>YETT_BLACKLIST = [/tag\\.js/]</script><script src="/yett.js"></script>${tag('id="later"')}${run("addEventListener('load', () => setTimeout(() => yett.unblock(), 50))")}`,
    'missing_public_api_token',
  ],
  [
    'blocked by yett, and released later, with `window.profitwellSettings`',
    `${settings}<script>YETT_BLACKLIST = [/tag\\.js/]</script><script src="/yett.js"></script>${tag('id="later"')}${run("addEventListener('load', () => setTimeout(() => yett.unblock(), 50))")}`,
    'window',
  ],
];

const codes = ({ console }) => console.flatMap(({ text }) => /^\[ProfitWell\].*\((\w+)\)$/.exec(text)?.[1] ?? []);

for (const [name, html, from, warnings = []] of WAYS)
  test(name, async () => {
    const { calls, page, seen } = await open({ html, files });
    const isOff = from === '' || from.includes('_');
    const isDone = async () => (isOff ? codes(seen).length : page.evaluate(() => window.profitwell?.isLoaded));
    if (from !== '')
      for (let tries = 0; tries < 200 && !(await isDone()); tries += 1)
        await new Promise((resolve) => setTimeout(resolve, 20));
    await page.waitForLoadState('load');
    const started = [
      ['auth_token', TOKEN],
      ['start', {}],
    ];
    assert.deepEqual(await calls(), isOff ? [] : started);
    assert.deepEqual(codes(seen), from.includes('_') ? [from] : warnings);
    assert.deepEqual(seen.errors, []);
    assert.equal(seen.vendorRequests.length, isOff ? 0 : 1);
    if (!isOff) assert.equal(await page.evaluate(() => window.profitwellDestination.state().source), from);
    await recycle();
  });

/** The table's row of a way. */
const row = ([name, , from, warnings = []]) => {
  if (from === '') return `| ${name} | nothing runs, so nothing can be said | |`;
  if (from.includes('_')) return `| ${name} | nothing starts, and one line says so (\`${from}\`) | |`;
  return `| ${name} | works${warnings.map((code) => ` (warns: \`${code}\`)`).join('')} | \`${from}\` |`;
};

test('docs/install-tag.md has a row for every way', () => {
  const table = ['| way | result | settings from |', '| --- | --- | --- |', ...WAYS.map(row)].join('\n');
  const document = readFileSync(DOCUMENT, 'utf8');
  const written = document.replace(/^\| way [\s\S]*?\|\n(?=\n|$)/m, () => `${table}\n`);
  if (process.env.WRITE) writeFileSync(DOCUMENT, written);
  assert.equal(readFileSync(DOCUMENT, 'utf8'), written);
  assert.ok(written.includes(table));
});
