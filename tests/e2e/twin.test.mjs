// The benchmark's plain-JS twin keeps the same rows as the script tag it is compared with.

import assert from 'node:assert/strict';
import { readFileSync } from 'node:fs';
import { after, afterEach, test } from 'node:test';
import { bundle } from '../../benches/bundle.mjs';
import { close, open, recycle, TAG, TOKEN } from './support.mjs';

after(close);
afterEach(recycle);

const CONTENDERS = {
  ours: readFileSync(TAG, 'utf8'),
  twin: (await bundle("import { run } from './twin/tag.js'; run();"))['/page.js'],
};

const identify = (event) => `profitwellDestination.identify(${JSON.stringify(event)});`;
const JANE = identify({ userId: 'u1', traits: { email: 'jane@example.com' } });
const JOE = identify({ userId: 'u2', traits: { 'E-Mail': ' joe@example.com ' } });
const VENDOR = 'while (!window.profitwell?.isLoaded) await new Promise((done) => setTimeout(done, 5));';
const YES = 'profitwellDestination.setConsent(true);';
const NO = 'profitwellDestination.setConsent(false);';
const start = (email) => ['start', email ? { user_email: email } : {}];

/** What the page does, and what the vendor is told after its token; null where it is never asked for. */
const ROWS = [
  ['a marketing site starts anonymously', { siteType: 'marketing' }, '', [start()]],
  ['a web app waits', { siteType: 'web app' }, '', []],
  ['a web app starts by email', { siteType: 'web app' }, JANE, [start('jane@example.com')]],
  [
    'no email starts anonymously',
    { siteType: 'web app' },
    identify({ userId: 'u1', traits: { email: 42 } }),
    [start()],
  ],
  [
    'a placeholder is no email',
    { siteType: 'web app' },
    identify({ userId: 'undefined', traits: { email: 'null' } }),
    [start()],
  ],
  [
    'the email may be the user id',
    { siteType: 'web app' },
    identify({ userId: 'jane@example.com' }),
    [start('jane@example.com')],
  ],
  [
    'the queued anonymous start takes the email',
    { siteType: 'marketing', consent: 'required' },
    YES + JANE,
    [start('jane@example.com')],
  ],
  [
    'a later email re-identifies',
    { siteType: 'marketing' },
    VENDOR + JANE,
    [start(), ['user_email', 'jane@example.com']],
  ],
  ['the same visitor is told once', { siteType: 'web app' }, JANE + VENDOR + JANE, [start('jane@example.com')]],
  [
    'another visitor re-identifies',
    { siteType: 'web app' },
    JANE + VENDOR + JOE,
    [start('jane@example.com'), ['user_email', 'joe@example.com']],
  ],
  [
    'after a reset the same visitor is news',
    { siteType: 'web app' },
    `${JANE}${VENDOR}profitwellDestination.reset();${JANE}`,
    [start('jane@example.com'), ['user_email', 'jane@example.com']],
  ],
  [
    'a customer id beats the email',
    { siteType: 'web app', customerIdTrait: 'stripe' },
    identify({ userId: 'u1', traits: { email: 'jane@example.com', stripe: 'cus_1' } }),
    [['start', { user_id: 'cus_1' }]],
  ],
  [
    'an event can switch it off',
    { siteType: 'web app' },
    identify({ userId: 'u1', traits: { email: 'jane@example.com' }, integrations: { ProfitWell: false } }),
    [],
  ],
  [
    'All off beats nothing of its own',
    { siteType: 'web app' },
    identify({ userId: 'jane@example.com', integrations: { All: false } }),
    [],
  ],
  ['without consent nothing is asked for', { siteType: 'marketing', consent: 'required' }, JANE, null],
  [
    'with consent the newest identity is told',
    { siteType: 'web app', consent: 'required' },
    JANE + JOE + YES,
    [start('joe@example.com')],
  ],
  [
    'consent withdrawn stops all further calls',
    { siteType: 'web app', consent: 'required' },
    `${YES}${VENDOR}${JANE}${NO}${JOE}`,
    [start('jane@example.com')],
  ],
  ['consent of false is final', { siteType: 'marketing', consent: 'false' }, YES + JANE, null],
  ['a setting that is not one of its values switches it off', { siteType: 'shop' }, JANE, null],
];

const kebab = (name) => name.replace(/[A-Z]/g, (letter) => `-${letter.toLowerCase()}`);

for (const [contender, text] of Object.entries(CONTENDERS)) {
  const visit = async (settings, then, more = {}) => {
    const attributes = Object.entries({ publicApiToken: TOKEN, ...settings })
      .map(([name, value]) => ` data-${kebab(name)}="${value}"`)
      .join('');
    const opened = await open({
      html: `<script src="/contender.js"${attributes}></script>`,
      files: { '/contender.js': text },
      ...more,
    });
    await opened.page.evaluate(`(async () => { ${then} })()`);
    return opened;
  };

  for (const [name, settings, then, expected] of ROWS) {
    test(`${contender}: ${name}`, async () => {
      const { calls, page, seen, until } = await visit(settings, then);
      if (!expected) {
        assert.equal(await page.evaluate(() => 'profitwell' in window), false);
        assert.equal(seen.vendorRequests.length, 0);
        return;
      }
      await until(() => window.profitwell?.isLoaded);
      assert.deepEqual(await calls(), [['auth_token', TOKEN], ...expected]);
      assert.equal(seen.vendorRequests.length, 1);
      assert.deepEqual(seen.errors, []);
    });
  }

  test(`${contender}: a failed download is tried again, and the queue is kept`, async () => {
    const { calls, seen, until } = await visit({ siteType: 'web app' }, JANE, {
      vendor: (count) =>
        count === 1 ? 'abort' : readFileSync(new URL('../../www/vendor/profitwell.js', import.meta.url), 'utf8'),
    });
    await until(() => window.profitwell?.isLoaded);
    assert.deepEqual(await calls(), [['auth_token', TOKEN], start('jane@example.com')]);
    assert.equal(seen.vendorRequests.length, 2);
  });

  test(`${contender}: a script that is there already is not asked for again`, async () => {
    const theirs = `https://public.profitwell.com/js/profitwell.js?auth=${TOKEN}`;
    const { seen, until } = await visit({ siteType: 'web app' }, JANE, {
      html: `<script async src="${theirs}"></script><script src="/contender.js" data-public-api-token="${TOKEN}" data-site-type="web app"></script>`,
    });
    await until(() => window.profitwell?.isLoaded);
    assert.equal(seen.vendorRequests.length, 1);
  });
}
