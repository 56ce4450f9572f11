// The cancellation flow: whatever the vendor does, the site's cancel button gets an answer.

import assert from 'node:assert/strict';
import { after, afterEach, test } from 'node:test';
import { bundle, close, open, recycle, TOKEN, VENDOR_SCRIPT } from './support.mjs';

after(close);
afterEach(recycle);

const flow = (options = "{ subscriptionId: 'sub_1' }") => `window.result = cancellationFlow(${options});`;

/** A page with a loaded destination; `answer` is what the vendor's command returns. */
async function run({
  settings = '',
  answer,
  vendor = `${VENDOR_SCRIPT};${dialogue(answer)}`,
  before = '',
  then = flow(),
  load = true,
} = {}) {
  const script = await bundle(`
    import { cancellationFlow, profitwell, setConsent } from 'retention-destinations';
    ${before}
    const plugin = profitwell({ publicApiToken: '${TOKEN}', siteType: 'web app', ${settings} });
    if (${load}) plugin.load();
    ${then}
    Object.assign(window, { cancellationFlow, setConsent });`);
  const opened = await open({ script, vendor });
  return { ...opened, result: () => opened.page.evaluate(() => window.result) };
}

/** The vendor's function with the documented command, whose promise the test answers. */
const dialogue = (answer = "Promise.resolve({ status: 'retained' })") => `{
  const before = window.profitwell;
  window.profitwell = Object.assign(function (name, options) {
    if (name != 'init_cancellation_flow') return before.apply(this, arguments);
    window.asked = options;
    return ${answer};
  }, { isLoaded: true });
}`;

test('the vendor is asked for the subscription, and its result comes with camel-case names', async () => {
  const { page, result, seen } = await run({
    answer: `Promise.resolve({
    status: 'chose_to_cancel', cancel_reason: 'price', satisfaction_insight: null, additionalFeedback: 'none',
    salvage_offer_result: { decision: 'rejected', has_errors: false }, salvageAttemptUsed: null })`,
  });
  assert.deepEqual(await result(), {
    status: 'chose_to_cancel',
    cancelReason: 'price',
    satisfactionInsight: null,
    additionalFeedback: 'none',
    salvageOfferResult: { decision: 'rejected', hasErrors: false },
    salvageAttemptUsed: null,
  });
  assert.deepEqual(await page.evaluate(() => window.asked), { subscription_id: 'sub_1' });
  assert.deepEqual(seen.errors, []);
});

for (const status of ['retained', 'aborted', 'chose_to_cancel', 'error']) {
  test(`the status ${status} is handed over`, async () => {
    const { result } = await run({ answer: `Promise.resolve({ status: '${status}' })` });
    assert.equal((await result()).status, status);
  });
}

for (const [name, options, details] of [
  ['the vendor throws', { answer: '(() => { throw new Error("x"); })()' }, 'vendor_threw'],
  ['the vendor returns no promise', { answer: 'undefined' }, 'no_promise'],
  ['the vendor returns a bare object', { answer: '({ status: "retained" })' }, 'no_promise'],
  ['its promise rejects', { answer: 'Promise.reject(new Error("x"))' }, 'vendor_rejected'],
  ['its promise gives nothing', { answer: 'Promise.resolve()' }, 'vendor_rejected'],
  ['its status is unknown', { answer: 'Promise.resolve({ status: "later" })' }, 'unknown_status'],
  [
    'its result throws when it is read',
    { answer: 'Promise.resolve({ get status() { throw new Error("x"); } })' },
    'vendor_rejected',
  ],
  ['an ad blocker stops the script', { vendor: 'abort' }, 'vendor_script_blocked'],
  ['the script hangs', { vendor: 'hang', settings: 'timeoutMs: 200' }, 'timed_out'],
  ['the script leaves its global out', { vendor: '', settings: 'timeoutMs: 200' }, 'timed_out'],
  ['consent is denied', { settings: 'consent: false' }, 'consent_denied'],
  ['consent is not given yet', { settings: "consent: 'required'" }, 'consent_denied'],
  ['a consent function throws', { settings: 'consent() { throw new Error("x"); }' }, 'consent_denied'],
  ['nothing has loaded', { load: false }, 'not_loaded'],
  ['the settings are refused', { settings: "siteType: 'x'" }, 'not_loaded'],
  ['there is no subscription', { then: flow('{ subscriptionId: " " }') }, 'invalid_subscription_id'],
  ['the subscription is no text', { then: flow('{ subscriptionId: 42 }') }, 'invalid_subscription_id'],
  ['there is no option at all', { then: flow('') }, 'invalid_subscription_id'],
  [
    'its options throw',
    { then: flow('{ get subscriptionId() { throw new Error("x"); } }') },
    'invalid_subscription_id',
  ],
]) {
  test(`where ${name} the answer is an error, and nothing is thrown`, async () => {
    const { result, seen } = await run(options);
    assert.deepEqual(await result(), { status: 'error', details });
    assert.deepEqual(seen.errors, []);
  });
}

test('fallback is called once, with the error, and with no other status', async () => {
  const then =
    "window.calls = []; window.result = cancellationFlow({ subscriptionId: 'sub_1', fallback: (result) => window.calls.push(result) });";
  for (const [options, expected] of [
    [{ vendor: 'abort' }, [{ status: 'error', details: 'vendor_script_blocked' }]],
    [{ answer: "Promise.resolve({ status: 'error', details: 'x' })" }, [{ status: 'error', details: 'x' }]],
    [{ load: false }, [{ status: 'error', details: 'not_loaded' }]],
    [{ answer: "Promise.resolve({ status: 'chose_to_cancel' })" }, []],
    [{ answer: "Promise.resolve({ status: 'retained' })" }, []],
  ]) {
    const { page, result } = await run({ ...options, then });
    await result();
    assert.deepEqual(await page.evaluate(() => window.calls), expected);
  }
});

test('a fallback that throws reaches the page, and the answer stands', async () => {
  const { page, result, seen } = await run({
    vendor: 'abort',
    then: flow("{ subscriptionId: 'sub_1', fallback() { throw new Error('of the page'); } }"),
  });
  assert.equal((await result()).details, 'vendor_script_blocked');
  while (!seen.errors.length) await page.waitForEvent('pageerror', { timeout: 5000 });
  assert.match(seen.errors.join(), /of the page/);
});

test('without consent nothing is touched', async () => {
  const { page, result, seen } = await run({ settings: "consent: 'required'" });
  await result();
  assert.equal(await page.evaluate(() => 'profitwell' in window), false);
  assert.deepEqual(seen.vendorRequests, []);
});

test('once the dialogue is open there is no time-out', async () => {
  const { page, result, until } = await run({
    settings: 'timeoutMs: 50',
    answer: 'new Promise((resolve) => (window.finish = resolve))',
    then: '',
  });
  await until(() => window.profitwell.isLoaded);
  await page.evaluate(() => {
    const { setTimeout } = window;
    window.due = [];
    window.setTimeout = (task, ms, ...given) => {
      if (ms >= 50) window.due.push(() => task(...given));
      return setTimeout(task, ms, ...given);
    };
    window.result = window.cancellationFlow({ subscriptionId: 'sub_1' });
  });
  await until(() => window.finish);
  // Every time-out that was set comes due, and the dialogue stays open.
  const open = await page.evaluate(() => {
    for (const task of window.due) task();
    return Promise.race([window.result, new Promise((done) => setTimeout(done, 0, `open after ${window.due.length}`))]);
  });
  assert.equal(open, 'open after 1');
  await page.evaluate(() => window.finish({ status: 'aborted' }));
  assert.equal((await result()).status, 'aborted');
});

test('a call before the script has come waits for it', async () => {
  const late = `setTimeout(() => { ${VENDOR_SCRIPT};${dialogue()} }, 100);`;
  const { result } = await run({ vendor: late });
  assert.deepEqual(await result(), { status: 'retained' });
});

test('a signal ends the wait, whether it comes before or after', async () => {
  const answer = 'new Promise(() => {})';
  const { page, result } = await run({
    answer,
    then: "const controller = new AbortController(); window.result = cancellationFlow({ subscriptionId: 'sub_1', signal: controller.signal }); controller.abort();",
  });
  assert.deepEqual(await result(), { status: 'aborted' });
  assert.deepEqual(
    await page.evaluate(() => window.cancellationFlow({ subscriptionId: 'sub_1', signal: AbortSignal.abort() })),
    { status: 'aborted' },
  );
});

test('with Paddle.js initialised it goes through Paddle.Retain', async () => {
  const before =
    "window.Paddle = { Initialized: true, Update() {}, Retain: { initCancellationFlow: async (options) => ({ status: 'retained', cancelReason: options.subscriptionId }) } };";
  const { result, seen } = await run({ before });
  assert.deepEqual(await result(), { status: 'retained', cancelReason: 'sub_1' });
  assert.deepEqual(seen.vendorRequests, []);
});

test('without Paddle.Retain the answer is an error', async () => {
  const { result } = await run({ before: 'window.Paddle = { Initialized: true };' });
  assert.deepEqual(await result(), { status: 'error', details: 'vendor_threw' });
});

test("the script tag's global offers it", async () => {
  const { page, until } = await open({
    html: `<script src="/tag.js" data-public-api-token="${TOKEN}"></script>`,
    vendor: `${VENDOR_SCRIPT};${dialogue()}`,
  });
  await until(() => window.profitwell?.isLoaded);
  assert.deepEqual(
    await page.evaluate(() => window.profitwellDestination.cancellationFlow({ subscriptionId: 'sub_1' })),
    { status: 'retained' },
  );
});
