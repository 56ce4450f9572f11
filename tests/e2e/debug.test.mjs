// What `debug` prints, from the script tag and from a bundle; and what it does not need.

import assert from 'node:assert/strict';
import { after, afterEach, test } from 'node:test';
import { bundle, close, open, printed, recycle, TOKEN } from './support.mjs';

after(close);
afterEach(recycle);

const tag = (attributes = '') =>
  `<script src="/tag.js" data-public-api-token="${TOKEN}" data-debug="true" ${attributes}></script>`;
const WEB_APP = 'data-site-type="web app" data-customer-id-trait="stripeId"';

/** The lines that `debug` has printed, once there are so many. */
async function lines({ seen }, count) {
  const printed = () => seen.console.filter(({ type }) => type === 'info').map(({ text }) => text);
  for (let waited = 0; printed().length < count && waited < 5000; waited += 20) {
    await new Promise((resolve) => setTimeout(resolve, 20));
  }
  return printed();
}

const said = (sentence, source = 'attributes') => `[ProfitWell] ${sentence} (settings from ${source})`;

test('eight identifies are told apart, in a line each', async () => {
  const opened = await open({ html: tag(WEB_APP), vendor: 'hang' });
  await opened.page.evaluate(() => {
    for (const event of [
      { userId: 'u1' },
      { userId: 'u1', traits: { plan: 'pro', stripeId: 42 } },
      { userId: 'u1', traits: { user_email: 'jane@example.com', stripeId: 'undefined' } },
      { userId: 'u1', traits: { email: 'jane@example', stripe_id: 'cus_1' } },
      { userId: 'u1', traits: { email: 'undefined' } },
      { userId: 'u1', traits: { email: ['jane@example.com'] } },
      { userId: 'u1', traits: { email: 'jane@example.com', stripeId: 'cus_1' } },
      { userId: 'u1', traits: { email: 'jane@example.com', stripeId: 'cus_1' } },
    ]) {
      window.profitwellDestination.identify(event);
    }
  });
  const found = await lines(opened, 20);
  if (process.env.SHOW) console.log(found.join('\n'));
  assert.deepEqual(found, [
    said('waiting_for_identify: a web app starts ProfitWell with the first identify'),
    said('started_anonymously: ProfitWell is started without an identity; an identify with an email adds it later'),
    said('no_traits: this identify has no traits; add the trait email'),
    said('no_identity: this identify names nobody, so nothing is sent'),
    said('customer_id_unusable: the value of the trait in customerIdTrait is not used: not a string'),
    said('email_trait_missing: no trait of this identify is called email; add it'),
    said('no_identity: this identify names nobody, so nothing is sent'),
    said('customer_id_unusable: the value of the trait in customerIdTrait is not used: a placeholder'),
    said('email_trait_near_miss: "user_email" is not read; name the trait email'),
    said('no_identity: this identify names nobody, so nothing is sent'),
    said('customer_id_near_miss: "stripe_id" is not read; customerIdTrait has another spelling'),
    said('email_unusable: the value of the trait email is not used: no dot after the @'),
    said('no_identity: this identify names nobody, so nothing is sent'),
    said('customer_id_missing: this identify has no trait of the name in customerIdTrait'),
    said('email_unusable: the value of the trait email is not used: a placeholder'),
    said('no_identity: this identify names nobody, so nothing is sent'),
    said('customer_id_missing: this identify has no trait of the name in customerIdTrait'),
    said('email_unusable: the value of the trait email is not used: not a string'),
    said('start_completed: the anonymous start was still queued and now has the identity'),
    said('nothing_new: ProfitWell knows this visitor already; nothing is sent'),
  ]);
  assert.deepEqual(opened.seen.errors, []);
  assert.ok(!JSON.stringify(opened.seen.console).includes('jane'));
  assert.deepEqual(
    opened.seen.requests.filter((path) => path.includes('debug')),
    ['/profitwell.debug.js'],
  );
});

test('a bundle has the sentences, too, and its settings come from code', async () => {
  const script = await bundle(`import { profitwell } from 'retention-destinations';
    const plugin = profitwell({ publicApiToken: '${TOKEN}', siteType: 'web app', debug: true });
    plugin.load();
    plugin.identify({ event: { userId: 'u1', traits: { mail: 'jane@example.com' } } });`);
  const found = await lines(await open({ script }), 3);
  assert.deepEqual(found, [
    said('waiting_for_identify: a web app starts ProfitWell with the first identify', 'code'),
    said(
      'started_anonymously: ProfitWell is started without an identity; an identify with an email adds it later',
      'code',
    ),
    said('email_trait_near_miss: "mail" is not read; name the trait email', 'code'),
  ]);
});

test('where the file with the sentences is missing, names are printed', async () => {
  const opened = await open({ html: tag(), files: { '/profitwell.debug.js': undefined } });
  assert.deepEqual(await lines(opened, 1), ['[ProfitWell] started_anonymously']);
  assert.deepEqual(opened.seen.errors, []);
});

test('the file is loaded with the nonce of the tag, and not without debug', async () => {
  const policy = `<meta http-equiv="Content-Security-Policy" content="script-src 'nonce-abc' 'wasm-unsafe-eval'">`;
  const opened = await open({ html: policy + tag('nonce="abc"') });
  assert.match((await lines(opened, 1))[0], /started_anonymously: /);
  const quiet = await open({ html: tag().replace('data-debug="true"', '') });
  await quiet.until(() => window.profitwell?.isLoaded);
  assert.deepEqual(
    quiet.seen.requests.filter((path) => path.includes('debug')),
    [],
  );
  assert.deepEqual(quiet.seen.console, []);
});

test('a wrong debug is one warning and off, and the destination works', async () => {
  const script = await bundle(`import { profitwell } from 'retention-destinations';
    profitwell({ publicApiToken: '${TOKEN}', debug: 1 }).load();`);
  const { calls, seen, until } = await open({ script });
  await until(() => window.profitwell?.isLoaded);
  assert.deepEqual(await printed(seen, 1), [
    { type: 'warning', text: '[ProfitWell] debug: true or false; found number (invalid_debug)' },
  ]);
  assert.deepEqual((await calls())[1], ['start', {}]);
});

test('names that objects inherit, and a polluted prototype, change nothing', async () => {
  const pollution = `<script>for (const name of ['email', 'mail', 'stripeId', 'no_traits', 'lend', 'constructor_'])
    Object.prototype[name] = 'jane@example.com';</script>`;
  const opened = await open({ html: pollution + tag(WEB_APP) });
  await opened.page.evaluate(() => {
    window.profitwellDestination.identify({ userId: 'u1', traits: {} });
    window.profitwellDestination.identify({ userId: 'u1', traits: { constructor: 'x' } });
  });
  const found = await lines(opened, 6);
  assert.deepEqual(
    found.map((line) => /\] (\w+)/.exec(line)[1]),
    [
      'waiting_for_identify',
      'started_anonymously',
      'no_traits',
      'no_identity',
      'customer_id_missing',
      'email_trait_missing',
    ],
  );
  assert.deepEqual(await opened.calls(), [
    ['auth_token', TOKEN],
    ['start', {}],
  ]);
});

test('what a placeholder, an entity or a quote is in place of the token is said in one line', async () => {
  for (const token of [
    'undefined',
    '%NAME%',
    '{{ name }}',
    `${'$'}{NAME}`,
    '&lt;%= name %&gt;',
    '&amp;quot;x&amp;quot;',
    '“x”',
  ]) {
    const opened = await open({ html: tag().replace(TOKEN, token) });
    const [line, ...others] = await printed(opened.seen, 1);
    assert.deepEqual(others, [], token);
    assert.equal(line.type, 'error');
    assert.match(
      line.text,
      /^\[ProfitWell\] publicApiToken: .*; found a placeholder or quotes.*missing_public_api_token\)$/,
    );
    assert.deepEqual(opened.seen.vendorRequests, []);
  }
});
