// What a site may do with the classic integration beyond the host's own calls.

import assert from 'node:assert/strict';
import { after, afterEach, test } from 'node:test';
import { bundle, close, entry, open, printed, recycle, TOKEN } from './support.mjs';

after(close);
afterEach(recycle);

const auth = ['auth_token', TOKEN];

/** A page that runs `body` with the constructor and a host that has stored a user. */
async function run(body, options = {}) {
  const opened = await open({
    vendor: 'hang',
    ...options,
    script: await bundle(`
      import ProfitWell, { ProfitWell as named } from ${JSON.stringify(entry('classic'))};
      const host = (traits = {}) => ({ user: () => ({ id: () => 'u1', traits: () => traits }) });
      const make = (settings, traits) => Object.assign(new ProfitWell({ publicApiToken: '${TOKEN}', ...settings }), { analytics: host(traits) });
      window.result = (() => { ${body} })();`),
  });
  assert.deepEqual(opened.seen.errors, []);
  return { ...opened, result: await opened.page.evaluate(() => window.result) };
}

test('initialize starts by the stored email and emits initialize in the same call, and ready right after it', async () => {
  const { calls, page, result } = await run(`
    const said = [];
    const one = make({}, { email: 'jane@example.com' });
    one.on('initialize', () => said.push('initialize'));
    one.initialize();
    one.once('ready', () => said.push('ready'));
    window.said = said;
    return [[...said], one.started, !!document.getElementById('profitwell-js')];`);
  assert.deepEqual(result, [['initialize'], true, true]);
  assert.deepEqual(await page.evaluate(() => window.said), ['initialize', 'ready']);
  assert.deepEqual(await calls(), [auth, ['start', { user_email: 'jane@example.com' }]]);
});

test('start twice is one vendor start; another email re-identifies', async () => {
  const { calls } = await run(`
    const one = make({ siteType: 'web app' });
    one.initialize();
    one.start('jane@example.com').start('jane@example.com').start('joe@example.com');
    return one.started;`);
  assert.deepEqual(await calls(), [
    auth,
    ['start', { user_email: 'jane@example.com' }],
    ['user_email', 'joe@example.com'],
  ]);
});

test('load and start go through this: a site that replaces them decides', async () => {
  const { calls, result, seen } = await run(`
    const one = make({}, { email: 'jane@example.com' });
    const called = [];
    one.load = () => called.push('load');
    one.start = (email) => called.push('start ' + email);
    one.initialize();
    return called;`);
  assert.deepEqual(result, ['start jane@example.com', 'load']);
  assert.deepEqual(await calls(), [auth]);
  assert.deepEqual(seen.vendorRequests, []);
});

test('options may change until initialize', async () => {
  const { calls } = await run("const one = make({}); one.options.siteType = 'web app'; one.initialize();");
  assert.deepEqual(await calls(), [auth]);
});

test('load calls back though the vendor is blocked', async () => {
  const { page } = await run(
    `
    const one = make({});
    one.initialize();
    window.called = new Promise((resolve) => one.load(() => resolve('called')));`,
    { vendor: 'abort' },
  );
  assert.equal(await page.evaluate(() => window.called), 'called');
});

test('consent that comes later loads and starts then', async () => {
  const { calls, page } = await run(`
    let give;
    const one = make({ consent: new Promise((resolve) => { window.give = resolve; }) }, { email: 'jane@example.com' });
    one.initialize();
    return 'profitwell' in window;`);
  await page.evaluate(() => window.give(true));
  await page.waitForSelector('#profitwell-js', { state: 'attached' });
  assert.deepEqual(await calls(), [auth, ['start', { user_email: 'jane@example.com' }]]);
});

test('it has the names, defaults and emitter of the vendor\u2019s', async () => {
  const { result } = await run(`
    const one = make({});
    const heard = [];
    const listener = (...args) => heard.push(args);
    one.on('x', listener).emit('x', 1, 2).off('x', listener).emit('x', 3).once('y', listener).emit('y').emit('y');
    one.on('z', () => { throw new Error('a listener of the page'); }).emit('z');
    return [ProfitWell === named, ProfitWell.prototype.name, ProfitWell.prototype.defaults, one.options.siteType, one.loaded(), heard,
      one.invoke('track', {}), one.invoke('identify', null)];`);
  assert.deepEqual(result, [
    true,
    'ProfitWell',
    { publicApiToken: '', siteType: 'marketing' },
    'marketing',
    false,
    [[1, 2], []],
    undefined,
    undefined,
  ]);
});

test('a host that hands over no settings is told where they belong', async () => {
  const { seen } = await run('const one = new ProfitWell({}); one.analytics = host(); one.initialize();');
  await printed(seen, 1);
  assert.equal(seen.console.length, 1);
  assert.match(seen.console[0].text, /cdnSettings.*\(missing_public_api_token\)/);
  assert.deepEqual(seen.vendorRequests, []);
});
