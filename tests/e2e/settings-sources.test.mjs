// Where the script tags find their settings: owners put them on pages by hand, by tag managers that drop attributes,
// and by plug-ins that rewrite, delay or evaluate scripts. In every case the tag acts, or one line says why not.

import assert from 'node:assert/strict';
import { readFileSync } from 'node:fs';
import { join } from 'node:path';
import { after, afterEach, test } from 'node:test';
import { root } from '../../scripts/tools.mjs';
import { close, NOWASM, open, printed, RELAY, recycle, TAG, TOKEN } from './support.mjs';

after(close);
afterEach(recycle);

const FILE = NOWASM ? '/profitwell.nowasm.js' : '/profitwell.min.js';
const files = { [FILE]: readFileSync(TAG, 'utf8') };
const OTHER = 'another0another0another0another0';
const attribute = `data-public-api-token="${TOKEN}"`;
const evaluated = "fetch('/tag.js').then((answer) => answer.text()).then((text) => (0, eval)(text))";

const auth = (token = TOKEN) => ['auth_token', token];
const start = ['start', {}];
/** The codes of the lines in the console that are ours. */
const codes = (seen) =>
  seen.console.filter(({ text }) => /^\[Pro/.test(text)).map(({ text }) => /\((\w+)\)$/.exec(text)?.[1]);

async function run(html, options = {}) {
  const opened = await open({ html, files, ...options });
  await opened.until(() => window.profitwellDestination || window.prosperstackDestination);
  return opened;
}

/** In a page with this HTML the tag starts, and what it prints has these codes. */
const starts = (name, html, { calls: expected = [auth(), start], said = [] } = {}) =>
  test(name, async () => {
    const { calls, seen, until } = await run(html);
    await until(() => window.profitwell?.isLoaded);
    assert.deepEqual(await calls(), expected);
    await printed(seen, said.length);
    assert.deepEqual(codes(seen), said);
    assert.deepEqual(seen.errors, []);
  });

/** In a page with this HTML the tag requests nothing and says why in one line. */
const isOff = (name, html, code, ...patterns) =>
  test(name, async () => {
    const { page, seen } = await run(html);
    await printed(seen, 1);
    assert.deepEqual(codes(seen), [code]);
    const [{ text, type }] = seen.console;
    assert.equal(type, 'error');
    for (const pattern of patterns) assert.match(text, pattern);
    await page.evaluate(() => window.profitwellDestination.identify({ userId: 'jane@example.com' }));
    assert.deepEqual([seen.vendorRequests, seen.errors], [[], []]);
  });

const settings = (text) => `<script>window.profitwellSettings = ${text}</script>`;
const bare = (attributes = '', query = '') => `<script src="/tag.js${query}" ${attributes}></script>`;

// The order.
starts(
  'window.profitwellSettings, where the attributes give no token',
  settings(`{ publicApiToken: '${TOKEN}' }`) + bare(),
);
starts(
  'the query of the file, where nothing else gives a token',
  bare('', `?publicApiToken=${TOKEN}&siteType=web%20app`),
  {
    calls: [auth()],
  },
);
starts(
  'the query decodes as URLSearchParams does, and of two the first counts',
  bare('', `?publicApiToken=${TOKEN}&siteType=web+app&siteType=marketing`),
  {
    calls: [auth()],
  },
);
starts(
  'sources after the one that gives the token are not asked',
  settings("{ siteType: 'web app' }") + bare(attribute, '?siteType=web+app'),
);
starts(
  'what was asked is merged: the earlier wins, and a disagreement warns once',
  settings(`{ publicApiToken: '${TOKEN}', siteType: 'marketing', useStoredUser: false }`) +
    bare('data-site-type="web app" data-use-stored-user'),
  { calls: [auth()], said: ['settings_disagree'] },
);
starts(
  'sources that agree say nothing',
  settings(`{ publicApiToken: '${TOKEN}', timeoutMs: 100, debug: false }`) +
    bare('data-timeout-ms="100" data-debug="false"'),
);

// Where no script is running.
starts('type="module"', `<script type="module" src="/tag.js" ${attribute}></script>`);
starts(
  'a module takes window.profitwellSettings',
  `${settings(`{ publicApiToken: '${TOKEN}' }`)}<script type="module" src="/tag.js"></script>`,
);
starts(
  'import(), with an element that bears the token',
  `<div ${attribute}></div><script type="module">import('/tag.js')</script>`,
);
starts(
  'fetched and evaluated',
  `<script type="text/plain" src="/tag.js" ${attribute}></script><script>${evaluated}</script>`,
);
starts(
  'a script of our file name, by its query',
  `<script type="module" src="${FILE}?publicApiToken=${TOKEN}"></script>`,
);
starts(
  'a script in a shadow root, with window.profitwellSettings',
  `${settings(`{ publicApiToken: '${TOKEN}' }`)}<div id="host"></div><script>
  const tag = document.createElement('script');
  tag.src = '/tag.js';
  document.getElementById('host').attachShadow({ mode: 'open' }).append(tag);
</script>`,
);
isOff(
  'import() without an element: one line',
  '<script type="module">import("/tag.js")</script>',
  'missing_public_api_token',
  /0 elements \[data-public-api-token\]/,
);
isOff(
  'two elements that bear a token: none of them, and one error',
  `<script type="module" src="/tag.js" ${attribute}></script><div data-public-api-token="${OTHER}"></div>`,
  'missing_public_api_token',
  /2 elements \[data-public-api-token\]/,
);
test('an element called currentScript stands in for no running script', async () => {
  const { calls, until } = await run(`<img name="currentScript" data-public-api-token="${OTHER}">${bare(attribute)}`);
  await until(() => window.profitwell?.isLoaded);
  assert.deepEqual(await calls(), [auth(), start]);
});
test('a page that has replaced window.Document runs the tag', async () => {
  const { calls, until } = await run(`<script>window.Document = function () {}</script>${bare(attribute)}`);
  await until(() => window.profitwell?.isLoaded);
  assert.deepEqual(await calls(), [auth(), start]);
});

// Nothing gives a token.
isOff(
  'dropped attributes: one line that says where it looked, and that tag managers drop them',
  bare(),
  'missing_public_api_token',
  /attributes/,
  /profitwellSettings/,
  /URL/,
  /tag managers drop/,
);
for (const near of ['data-token', 'data-publicApiToken'])
  isOff(
    `a near miss is named: ${near}`,
    bare(`${near}="${TOKEN}"`),
    'missing_public_api_token',
    new RegExp(`found.* ${near.slice(5).toLowerCase()}\\b`),
  );

// What attributes mean.
starts('an attribute without a value is true for booleans', bare(`${attribute} data-use-stored-user`));
test('a bare data-debug is true, and reports decisions', async () => {
  const { seen, until } = await run(bare(`${attribute} data-debug`));
  await until(() => window.profitwell?.isLoaded);
  await printed(seen, 1);
  assert.ok(seen.console.some(({ text }) => text.startsWith('[ProfitWell]')));
});
starts(
  'an attribute without a value, or a blank one, is no setting of any other kind',
  bare(
    `${attribute} data-site-type data-customer-id-trait="  " data-nonce="" data-timeout-ms data-consent data-script-url=" "`,
  ),
);
starts('consent and site type take any case', bare(`${attribute} data-consent="TRUE" data-site-type="Web App"`), {
  calls: [auth()],
});
test('data-nonce="constructor" and data-customer-id-trait="true" are strings', async () => {
  const { page, seen, until } = await run(bare(`${attribute} data-nonce="constructor" data-customer-id-trait="true"`));
  await until(() => window.profitwell?.isLoaded);
  assert.equal(await page.evaluate(() => document.getElementById('profitwell-js').nonce), 'constructor');
  assert.deepEqual(codes(seen), []);
});

// Consent managers mark scripts by data-consent, too.
starts('a foreign data-consent is ignored with one warning', bare(`${attribute} data-consent="marketing"`), {
  said: ['consent_ignored'],
});
for (const [name, attributes] of [
  ['data-consent="REQUIRED"', 'data-consent="REQUIRED"'],
  ['data-profitwell-consent before data-consent', 'data-profitwell-consent="required" data-consent="marketing"'],
])
  test(`${name} makes the tag wait`, async () => {
    const { calls, page, seen, until } = await run(bare(`${attribute} ${attributes}`));
    assert.deepEqual([seen.vendorRequests, codes(seen)], [[], []]);
    await page.evaluate(() => window.profitwellDestination.setConsent(true));
    await until(() => window.profitwell?.isLoaded);
    assert.deepEqual(await calls(), [auth(), start]);
  });
isOff(
  'data-profitwell-consent that is none of our words',
  bare(`${attribute} data-profitwell-consent="marketing"`),
  'invalid_consent',
);

// What a page may have there.
starts(
  'a throwing getter in profitwellSettings is no setting',
  settings(`{ publicApiToken: '${TOKEN}', get siteType() { throw new Error('x'); } }`) + bare(),
);
isOff(
  'a throwing profitwellSettings is none',
  "<script>Object.defineProperty(window, 'profitwellSettings', { get() { throw new Error('x'); } })</script>" + bare(),
  'missing_public_api_token',
);
for (const nonsense of ["'text'", '5', 'null', '[]', '() => {}', 'document.documentElement'])
  isOff(`profitwellSettings = ${nonsense}`, settings(nonsense) + bare(), 'missing_public_api_token');
isOff(
  'what a page has put on Object.prototype is no setting',
  `<script>Object.prototype.publicApiToken = '${OTHER}'; Object.prototype.siteType = 'x'</script>${settings('{}')}${bare()}`,
  'missing_public_api_token',
);
starts(
  'what a page has put on Object.prototype stands in for no setting of the query',
  `<script>Object.prototype.publicApiToken = '${OTHER}'</script>${bare('', `?publicApiToken=${TOKEN}`)}`,
);
test('a function is taken as consent from window.profitwellSettings', async () => {
  const html = `${settings(`{ publicApiToken: '${TOKEN}', consent: () => window.agreed }`)}${bare()}`;
  const { calls, page, seen, until } = await run(html);
  assert.deepEqual(seen.vendorRequests, []);
  await page.evaluate(() => {
    window.agreed = true;
    window.profitwellDestination.identify({ userId: 'jane@example.com' });
  });
  await until(() => window.profitwell?.isLoaded);
  assert.deepEqual((await calls())[0], auth());
});

// The other product's tag.
for (const [name, html] of [
  ['the query', `<script src="/prosperstack.js?endpoint=%2Frelay&allow=%5B%22Plan%22%5D"></script>`],
  [
    'window.prosperstackSettings',
    `<script>window.prosperstackSettings = { endpoint: '${RELAY}', allow: ['Plan'] }</script><script src="/prosperstack.js"></script>`,
  ],
  [
    'a module\u2019s attributes',
    `<script type="module" src="/prosperstack.js" data-endpoint="/relay" data-allow='["Plan"]'></script>`,
  ],
])
  test(`ProsperStack: ${name}`, async () => {
    const { page, seen } = await run(html);
    await page.evaluate(() =>
      window.prosperstackDestination.identify({ userId: 'u1', traits: { email: 'jane@example.com', Plan: 'Pro' } }),
    );
    while (!seen.messages.length) await page.waitForTimeout(20);
    assert.match(seen.messages[0].body, /"Plan":"Pro"/);
    assert.deepEqual([codes(seen), seen.errors], [[], []]);
  });
test('ProsperStack: dropped attributes are one line', async () => {
  const { seen } = await run('<script src="/prosperstack.js"></script>');
  await printed(seen, 1);
  assert.deepEqual(codes(seen), ['missing_endpoint']);
  assert.match(seen.console[0].text, /prosperstackSettings.*URL/);
});

// The fallback's file.
test('where WebAssembly is refused, nowasmSrc is read from every source', {
  skip: NOWASM && 'the fallback itself',
}, async () => {
  const fallback = readFileSync(join(root, 'dist/profitwell.nowasm.js'), 'utf8');
  const refuse = '<script>delete window.WebAssembly</script>';
  for (const html of [
    bare(`${attribute} data-nowasm-src="/elsewhere.js"`),
    settings(`{ publicApiToken: '${TOKEN}', nowasmSrc: '/elsewhere.js' }`) + bare(),
    bare('', `?publicApiToken=${TOKEN}&nowasmSrc=%2Felsewhere.js`),
    `<script type="module" src="/tag.js" ${attribute} data-nowasm-src="/elsewhere.js"></script>`,
  ]) {
    const { calls, seen, until } = await open({ html: refuse + html, files: { '/elsewhere.js': fallback } });
    await until(() => window.profitwell?.isLoaded);
    assert.deepEqual(await calls(), [auth(), start]);
    assert.deepEqual([seen.errors, codes(seen)], [[], []]);
  }
});
