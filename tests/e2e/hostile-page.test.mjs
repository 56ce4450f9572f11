// A page into which somebody has injected HTML, or polluted a prototype: what of ours becomes no more than it was.

import assert from 'node:assert/strict';
import { readFileSync } from 'node:fs';
import { join } from 'node:path';
import { after, afterEach, test } from 'node:test';
import { root } from '../../scripts/tools.mjs';
import { close, open, recycle, TOKEN } from './support.mjs';

after(close);
afterEach(recycle);

const dist = (name) => readFileSync(join(root, 'dist', name), 'utf8');
const files = Object.fromEntries(
  ['profitwell.min.js', 'profitwell.nowasm.js', 'prosperstack.min.js', 'prosperstack.nowasm.js'].flatMap((name) => [
    [`/${name}`, dist(name)],
    [`/app/${name}`, dist(name)],
  ]),
);
const auth = ['auth_token', TOKEN];
const jane = ['start', { user_email: 'jane@example.com' }];
const identify = `<script>profitwellDestination.identify({ userId: 'u1', traits: { email: 'jane@example.com' } })</script>`;
const later = identify
  .replace(
    'profitwellDestination.identify(',
    "(window.profitwellDestination = window.profitwellDestination || []).push(['identify', ",
  )
  .replace('})<', '}])<');
const attributes = `data-public-api-token="${TOKEN}" data-site-type="web app"`;
const tag = `<script src="/profitwell.min.js" ${attributes}></script>`;
const refuse = '<script>delete window.WebAssembly</script>';
const lines = (seen) => seen.console.flatMap(({ text }) => (/^\[Pro/.test(text) ? [text] : []));
const codes = (seen) => lines(seen).map((text) => /\((\w+)\)$/.exec(text)?.[1]);

/** Waits until something has come of the page: the vendor's calls, or a line. */
async function settled({ calls, seen }, count) {
  for (let tries = 0; tries < 200; tries += 1) {
    if ((await calls()).length >= count || lines(seen).length) return;
    await new Promise((resolve) => setTimeout(resolve, 20));
  }
}

// Named elements.
for (const [html, expected = [auth, jane], said = []] of [
  ['<a id=profitwellDestination></a>'],
  ['<form id=profitwellDestination><input name=q><input name=push></form>'],
  ['<form id=Paddle><input name=Initialized></form>'],
  ['<img name=createElement>'],
  ['<form name=getElementsByTagName></form><img name=querySelector><img name=querySelectorAll>'],
  ['<form name=head></form><img name=documentElement>'],
  ['<form name=currentScript data-public-api-token=evil></form>'],
  ['<form name=prerendering></form><img name=addEventListener>'],
  ['<p id=profitwell-js></p>'],
  ['<form id=profitwell-js><input name=getAttribute></form>'],
  ['<a id=profitwellSettings></a><a id=trustedTypes></a><a id=analytics></a>'],
  ['<a id=profitwell></a>', [], ['global_taken']],
]) {
  for (const [kind, before] of [
    ['', ''],
    [', WebAssembly refused', refuse],
  ])
    test(`${html}${kind}`, async () => {
      const page = await open({ html: html + before + tag + later, files });
      await settled(page, 2);
      if (!said.length) assert.deepEqual(await page.calls(), expected);
      assert.deepEqual([codes(page.seen), page.seen.errors], [said, []]);
    });
}

test('setConsent(false) works where an element has our global’s name', async () => {
  const html = `<a id=profitwellDestination></a>${tag.replace('web app', 'marketing')}`;
  const { calls, page, until } = await open({ html, files, vendor: 'hang' });
  await until(() => window.profitwell?.q?.length === 2);
  await page.evaluate(() => {
    window.profitwellDestination.setConsent(false);
    window.profitwellDestination.identify({ userId: 'jane@example.com' });
  });
  assert.deepEqual(await calls(), [auth]);
});

// A <base>.
const evil = '<base href="https://evil.example/">';
for (const [name, html, requested] of [
  ['after a synchronous tag', tag + evil, '/profitwell.nowasm.js'],
  ['after an async tag', tag.replace('<script', '<script async') + evil, '/profitwell.nowasm.js'],
  ['after a deferred tag', tag.replace('<script', '<script defer') + evil, '/profitwell.nowasm.js'],
  [
    'after a tag with data-nowasm-src',
    tag.replace('<script', '<script defer data-nowasm-src="/app/profitwell.nowasm.js"') + evil,
    '/app/profitwell.nowasm.js',
  ],
  ['before the tag, which follows it', `<base href="/app/">${tag.replace('"/', '"')}`, '/app/profitwell.nowasm.js'],
  [
    'before the tag and another after it',
    `<base href="/app/">${tag.replace('"/', '"').replace('<script', '<script defer')}${evil}`,
    '/app/profitwell.nowasm.js',
  ],
])
  test(`a <base> ${name}: where the fallback comes from`, async () => {
    const page = await open({ html: refuse + html + later, files });
    await settled(page, 2);
    assert.deepEqual(await page.calls(), [auth, jane]);
    assert.deepEqual(
      page.seen.requests.filter((path) => /nowasm/.test(path)),
      [requested],
    );
    assert.deepEqual([page.seen.other, lines(page.seen)], [[], []]);
  });

test('where nobody knows which came first, the <base> or our element, the fallback is refused, and one line says so', async () => {
  const html = `${refuse}${tag.replace('<script', '<script defer')}<script>document.currentScript.previousElementSibling.remove()</script>${evil}${later}`;
  const page = await open({ html, files });
  await settled(page, 2);
  assert.deepEqual([page.seen.other, codes(page.seen)], [[], ['webassembly_refused']]);
});

test('scriptUrl and endpoint do not follow a <base>', async () => {
  const html = `${evil}<script src="https://shop.example/profitwell.min.js" ${attributes} data-script-url="/pw.js"></script>
    <script src="https://shop.example/prosperstack.min.js" data-endpoint="/relay"></script>${identify}
    <script>prosperstackDestination.identify({ userId: 'u1', traits: { email: 'jane@example.com', seats: 3 } })</script>`;
  const page = await open({ html, files: { ...files, '/pw.js': '' } });
  for (let tries = 0; tries < 200 && !(page.seen.messages.length && page.seen.requests.includes('/pw.js')); tries += 1)
    await new Promise((resolve) => setTimeout(resolve, 20));
  assert.ok(page.seen.requests.includes('/pw.js'));
  assert.equal(page.seen.messages.length, 1);
  assert.deepEqual(page.seen.other, []);
});

// A polluted prototype; every way to have us under one is in replaced.test.mjs.
test('a polluted prototype gives no nonce, no scriptUrl and no identity', async () => {
  const polluted = `<script>for (const name of ['scriptUrl', 'nonce', 'userId', 'email']) Object.prototype[name] = 'https://evil.example/x';
    Object.prototype.traits = { email: 'evil@example.com' };</script>`;
  const html = `${polluted}${tag}<script>profitwellDestination.identify({})</script>${identify}`;
  const { calls, page, seen, until } = await open({ html, files });
  await until(() => window.profitwell?.isLoaded);
  assert.deepEqual((await calls()).slice(1, 2), [['start', {}]]);
  assert.equal(await page.evaluate(() => document.getElementById('profitwell-js')?.nonce), '');
  assert.deepEqual(seen.other, []);
});

test('a vendor’s answer of 80,000 characters takes no time', async () => {
  const html = `<script>window.profitwell = () => Promise.resolve({ status: 'aborted', some_text: '"' + 'a'.repeat(80_000), deep_list: [{ in_it: 1 }] });
    window.profitwell.isLoaded = true;</script>${tag}`;
  const { page } = await open({ html, files });
  const { ms, text, list } = await page.evaluate(async () => {
    const began = performance.now();
    const result = await window.profitwellDestination.cancellationFlow({ subscriptionId: 'sub_1' });
    return { ms: performance.now() - began, text: result.someText.length, list: result.deepList };
  });
  assert.deepEqual([text, list], [80_001, [{ inIt: 1 }]]);
  assert.ok(ms < 2000, `${ms} ms`);
});

test('a vendor’s answer that holds itself is bounded', async () => {
  const html = `<script>const answer = { status: 'aborted' }; answer.it_self = answer; answer.all = [answer, answer, answer];
    window.profitwell = () => Promise.resolve(answer); window.profitwell.isLoaded = true;</script>${tag}`;
  const { page } = await open({ html, files });
  const status = await page.evaluate(
    async () => (await window.profitwellDestination.cancellationFlow({ subscriptionId: 'sub_1' })).itSelf.status,
  );
  assert.equal(status, 'aborted');
});
