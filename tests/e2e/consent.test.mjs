// Nothing before consent, nothing after its withdrawal, whatever form the answer has.

import assert from 'node:assert/strict';
import { after, afterEach, test } from 'node:test';
import { bundle, close, open, recycle, TOKEN } from './support.mjs';

after(close);
afterEach(recycle);

const auth = ['auth_token', TOKEN];

/** A page whose `script` may use `profitwell`, `setConsent`, `identify(email)` and `plugins`. */
async function run(script, options = {}) {
  const opened = await open({
    ...options,
    script: await bundle(`
      import { profitwell, setConsent } from 'retention-destinations';
      const plugins = [];
      const register = (consent, settings) => {
        const plugin = profitwell({ publicApiToken: '${TOKEN}', siteType: 'web app', consent, ...settings });
        plugins.push(plugin);
        plugin.load();
      };
      const identify = (email) => plugins.forEach((plugin) => plugin.identify({ event: { userId: email, traits: { email } } }));
      Object.assign(window, { setConsent, identify, register });
      window.done = (async () => { ${script} })();`),
  });
  await opened.page.evaluate(() => window.done);
  assert.deepEqual(opened.seen.errors, []);
  return opened;
}

async function untouched({ page, seen }) {
  assert.equal(
    await page.evaluate(() => 'profitwell' in window || !!document.querySelector('#profitwell-js, link')),
    false,
  );
  assert.deepEqual(seen.vendorRequests, []);
}

for (const [name, consent] of [
  ['false', 'false'],
  ['"required" without an answer', '"required"'],
  ['a function that says no', '() => false'],
  ['a function that throws', '() => { throw new Error("x"); }'],
  ['a function that returns a truthy value', '() => 1'],
  ['a promise of no', 'Promise.resolve(false)'],
  ['a promise of a truthy value', 'Promise.resolve("yes")'],
  ['a promise that rejects', 'Promise.reject(new Error("x"))'],
  ['a promise that never settles', 'new Promise(() => {})'],
  ['a function that returns a promise of no', 'async () => false'],
  ['a function whose promise rejects', 'async () => { throw new Error("x"); }'],
]) {
  test(`consent ${name}: nothing is touched`, async () => {
    await untouched(
      await run(`register(${consent}); identify('jane@example.com'); await new Promise((done) => setTimeout(done));`),
    );
  });
}

for (const [name, script] of [
  ['true', "register(true); identify('jane@example.com');"],
  ['"required" and setConsent(true) later', "register('required'); identify('jane@example.com'); setConsent(true);"],
  ['"required" and setConsent(true) before', "setConsent(true); register('required'); identify('jane@example.com');"],
  ['a function', "register(() => true); identify('jane@example.com');"],
  [
    'a promise',
    "register(Promise.resolve(true)); identify('jane@example.com'); await new Promise((done) => setTimeout(done));",
  ],
  [
    'a function that returns a promise',
    "register(async () => true); identify('jane@example.com'); await new Promise((done) => setTimeout(done));",
  ],
  [
    'a function that changes its mind',
    "let yes = false; register(() => yes); yes = true; identify('jane@example.com');",
  ],
]) {
  test(`consent ${name}: the visitor is told`, async () => {
    const { calls } = await run(script, { vendor: 'hang' });
    assert.deepEqual(await calls(), [auth, ['start', { user_email: 'jane@example.com' }]]);
  });
}

test('only the newest identity that came before consent is told', async () => {
  const { calls } = await run(
    "register('required'); identify('jane@example.com'); identify('joe@example.com'); setConsent(true);",
    { vendor: 'hang' },
  );
  assert.deepEqual(await calls(), [auth, ['start', { user_email: 'joe@example.com' }]]);
});

test('what was identified while consent was denied is not remembered', async () => {
  const { calls } = await run(
    "let yes = false; register(() => yes); identify('jane@example.com'); yes = true; setConsent(true);",
    { vendor: 'hang' },
  );
  assert.deepEqual(await calls(), [auth]);
});

test('of several registrations the strictest answer wins', async () => {
  for (const strict of ['false', '() => false', "'required'"]) {
    await untouched(await run(`register(${strict}); register(true); identify('jane@example.com');`));
  }
});

test('false stays, whatever setConsent says', async () => {
  await untouched(await run("register(false); setConsent(true); identify('jane@example.com');"));
});

test('withdrawal stops further calls, and consent given again tells who is there', async () => {
  const { calls, page, until } = await run("register(true); identify('jane@example.com');");
  await until(() => window.profitwell.isLoaded);
  await page.evaluate(() => {
    window.setConsent(false);
    window.identify('joe@example.com');
  });
  assert.deepEqual(await calls(), [auth, ['start', { user_email: 'jane@example.com' }]]);
  await page.evaluate(() => {
    window.setConsent(true);
    window.identify('jane@example.com');
  });
  assert.deepEqual((await calls()).slice(2), [['user_email', 'jane@example.com']]);
});

test('withdrawal before the script has come takes the waiting start back', async () => {
  const { calls, page } = await run("register(true); identify('jane@example.com'); setConsent(false);", {
    vendor: 'hang',
  });
  assert.deepEqual(await calls(), [auth]);
  await page.evaluate(() => {
    window.setConsent(true);
    window.identify('joe@example.com');
  });
  assert.deepEqual(await calls(), [auth, ['start', { user_email: 'joe@example.com' }]]);
});

test('withdrawal stops the retries of a blocked script, and consent resumes them', async () => {
  const { page, seen } = await run(
    `
    const { setTimeout } = window;
    window.retries = [];
    window.setTimeout = (task, ms) => (ms < 500 ? setTimeout(task, ms) : retries.push(task));
    document.addEventListener('error', () => setConsent(false), { capture: true, once: true });
    register(true);
    await new Promise((done) => document.addEventListener('error', () => setTimeout(done), { capture: true, once: true }));`,
    { vendor: 'abort' },
  );
  // The first retry comes due; what it asked for would come before this request of ours.
  const due = await page.evaluate(() => {
    const tasks = window.retries.splice(0);
    for (const task of tasks) task();
    return fetch('/page.js').then(() => tasks.length);
  });
  assert.equal(due, 1);
  assert.equal(seen.vendorRequests.length, 1);
  const again = page.waitForRequest(/profitwell\.js/);
  await page.evaluate(() => {
    window.setConsent(true);
    window.identify('jane@example.com');
  });
  await again;
});

test('ready does not wait for an answer that has not come', async () => {
  const { page } = await run("register('required', { timeoutMs: 1e6 }); window.plugin = plugins[0];");
  assert.equal(await page.evaluate(() => window.plugin.ready().then(() => 'settled')), 'settled');
});

test('one answer whose then throws does not leave the rejection of another unhandled', async () => {
  const script = await bundle(`
    import { profitwell } from 'retention-destinations';
    window.unhandled = 0;
    addEventListener('unhandledrejection', () => { window.unhandled += 1; });
    const broken = Object.assign(Promise.resolve(true), { then() { throw new Error('then'); } });
    for (const consent of [() => broken, () => Promise.reject(new Error('no'))]) profitwell({ publicApiToken: '${TOKEN}', consent }).load();`);
  const { page, calls } = await open({ script });
  await page.evaluate(() => new Promise((resolve) => setTimeout(resolve))); // the task after, in which it would be told
  assert.equal(await page.evaluate(() => window.unhandled), 0);
  assert.deepEqual(await calls(), []);
});
