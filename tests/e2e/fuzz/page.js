// The page's half of the fuzz run: makes the values, hands them to the built package, and keeps
// count of what comes out.

import { generator, random } from './values.js';

const SETTINGS = [...window.SETTINGS, 'publicApiKey', 'consentCategories'];
const POLLUTION = {
  email: 'polluted@example.com',
  stripeId: 'polluted',
  publicApiToken: 'polluted',
  consent: 'required',
  integrations: null,
};

// Most of the time would go into the stack traces of what is thrown and caught.
Error.stackTraceLimit = 0;

const counts = { events: 0, settings: 0, loads: 0, promises: 0, calls: 0 };
const registered = new Set();
const faults = new Map();
const fault = (text) => faults.set(text, (faults.get(text) ?? 0) + 1);
addEventListener('error', ({ message }) => fault(`uncaught: ${message}`));
addEventListener('unhandledrejection', ({ reason }) => fault(`unhandled: ${text(reason)}`));
for (const level of ['error', 'warn', 'debug', 'log']) {
  console[level] = (line) => String(line).includes('internal_error') && fault('internal_error was said');
}

const { any, below, next, object, pick, settling, NAMES } = generator(random(window.SEED));

const pending = [];
const text = (error) => {
  try {
    return String(error?.stack ?? error)
      .replace(/\s+/g, ' ')
      .slice(0, 300);
  } catch {
    return 'something';
  }
};

/** Runs a hook as a host does: it must not throw. */
function hook(name, task) {
  try {
    return task();
  } catch (error) {
    fault(`${name} threw: ${text(error)}`);
  }
}

/** The same for a hook that returns a promise, which must settle. */
function wait(name, task, expected) {
  counts.promises += 1;
  const handed = (value) => expected && value !== expected && fault(`${name} handed something else back`);
  pending.push(hook(name, task)?.then(handed, (error) => fault(`${name} rejected: ${text(error)}`)));
}

async function settled(what) {
  let timer;
  const late = new Promise((resolve) => (timer = setTimeout(resolve, 60_000, 'late')));
  if ((await Promise.race([Promise.all(pending.splice(0)), late])) === 'late')
    fault(`${what}: a promise did not settle`);
  clearTimeout(timer);
}

const isEmail = (text) =>
  /^[^@\s\p{Cc}\u200b-\u200f\u202a-\u202e]+@[^@.\s\p{Cc}]+(\.[^@.\s\p{Cc}]+)+$/u.test(text) && text.length <= 320;
const isId = (text) => text.trim() === text && !['', 'undefined', 'null', '0'].includes(text) && text.length <= 320;

/** What the vendor may give for a dialogue. One that never ends is a person who looks at it: we wait. */
const dialogue = () =>
  pick([
    () => Promise.resolve(object(['status', 'salvage_offer_result', 'a'])),
    () => Promise.reject(any()),
    () => ({
      then: (yes) =>
        [{ status: 'retained' }, false].forEach((value) => {
          yes(value);
        }),
    }),
    () => ({
      then() {
        throw new Error('vendor');
      },
    }),
    () => ({
      get then() {
        throw new Error('vendor');
      },
    }),
    () => ({ then: pick([5, null, {}, 'text']) }),
    () => pick([undefined, null, 5, 'text', [], {}, Symbol('s')]),
  ])();

/** Stands for the vendor: loaded, checks what it hears, sometimes throws or calls back in. */
function vendor(reenter) {
  const heard = (name, value) => {
    counts.calls += 1;
    if (/polluted|proto@/.test(value)) fault(`told of an inherited identity: ${name}`);
    if (name === 'user_email' && !(typeof value === 'string' && isEmail(value)))
      fault(`no email: ${JSON.stringify(value)}`);
    if (name === 'user_id' && !(typeof value === 'string' && isId(value)))
      fault(`no customer id: ${JSON.stringify(value)}`);
  };
  const global = (command, value) => {
    if (command === 'init_cancellation_flow') return dialogue();
    if (command === 'start') fault('started what was running');
    else heard(command, value);
    if (next() < 0.01) throw new Error('vendor');
    if (next() < 0.01) reenter();
  };
  return Object.assign(global, { isLoaded: true });
}

function event() {
  const made = { userId: next() < 0.5 ? any() : `u${below(9)}`, traits: next() < 0.8 ? object(NAMES) : any() };
  const die = next();
  if (die < 0.9) made.integrations = {};
  else if (die < 0.98) made.integrations = pick([any(), { ProfitWell: any() }, { All: any(), ProfitWell: any() }]);
  return made;
}

function settings() {
  if (next() < 0.05) return any();
  const made = object(SETTINGS);
  if (next() < 0.7 && !('publicApiToken' in made)) made.publicApiToken = pick(['token', 'paddletoken_1']);
  if (next() < 0.2)
    made.consentCategories = pick([
      [any()],
      ['ads'],
      any(),
      new Proxy(['ads'], { get: (list, name) => (name === 'length' || next() < 0.5 ? list[name] : any(1)) }),
    ]);
  return made;
}

const host = () =>
  pick([
    {
      on: (_, fn) => fn(),
      options: { integrations: any() },
      user: () => ({ id: any, traits: any }),
      settings: { cdnSettings: any() },
    },
    { on: any(), options: any(), user: any() },
    any(),
  ]);

const lists = [];
const memories = [];
window.__values = (list) => {
  lists.push(list);
  return list;
};
if (window.WebAssembly) {
  const { Instance } = WebAssembly;
  // biome-ignore lint/complexity/useArrowFunction: it is called with `new`
  WebAssembly.Instance = function (...all) {
    const instance = new Instance(...all);
    memories.push(Object.values(instance.exports).find((one) => one instanceof WebAssembly.Memory));
    return instance;
  };
}
// The JavaScript encoding makes its memory so.
const { create } = Object;
Object.create = (proto, properties) => {
  const made = create(proto, properties);
  if (properties && 'grow' in properties) memories.push(made);
  return made;
};

/** Another page, as far as the package can tell. */
function renew() {
  delete window[Symbol.for('retention-destinations/ProfitWell')];
  delete window.profitwell;
  document.getElementById('profitwell-js')?.remove();
  lists.length = memories.length = 0;
  return window.fresh();
}

/** One of the entries as its host uses it: `identify` and `reset`. */
function register({ index, classic, ...others }, own, load, kind = below(20)) {
  if (kind < 14) {
    registered.add('index');
    const plugin = hook('profitwell', () => index.profitwell(own));
    if (!plugin) return undefined;
    const middleware = kind === 0;
    if (middleware)
      plugin.addMiddleware(
        pick([
          ({ payload, next: pass }) => pass(payload),
          () => {},
          () => {
            throw new Error('hostile');
          },
          ({ next: pass }) => pass(any()),
          () => settling(),
        ]),
      );
    if (load) wait('load', () => plugin.load(any(), host()));
    return {
      identify() {
        const ctx = next() < 0.01 && !middleware ? any() : { event: next() < 0.02 ? any() : event() };
        if (middleware) wait('identify', () => plugin.identify(ctx), ctx);
        else if (
          !Object.is(
            hook('identify', () => plugin.identify(ctx)),
            ctx,
          )
        )
          fault('identify handed something else back');
      },
      ready: () => wait('ready', () => plugin.ready()),
    };
  }
  if (kind < 16) {
    registered.add('classic');
    const integration = hook('classic', () => new classic.ProfitWell(own));
    if (!integration?.initialize) return undefined;
    if (load)
      hook('classic initialize', () => {
        integration.analytics = pick([host(), any()]);
        integration.initialize();
      });
    return {
      identify() {
        const { userId, traits, integrations } = event();
        hook(
          'classic identify',
          () =>
            void integration.identify(
              pick([
                { obj: { traits, integrations }, userId: () => userId, traits: () => traits },
                { obj: any() },
                any(),
              ]),
            ),
        );
      },
      ready: () => integration.load(() => {}),
    };
  }
  // Whatever other hosts take: every hook gets something in which each contract finds its event.
  const [name, entry] = pick(Object.entries(others));
  registered.add(name);
  const plugin = hook(name, () => entry.profitwell(own)) ?? {};
  const call = () => {
    const { userId, traits, integrations } = event();
    return {
      id: userId,
      traits,
      instance: pick([{ user: () => ({ userId: any(), traits: any() }) }, any()]),
      payload: pick([{ userId, traits, options: { integrations } }, any()]),
      message: pick([{ userId, integrations, context: { traits } }, any()]),
    };
  };
  const run = (kinds) => {
    for (const method of Object.keys(plugin).filter((method) => kinds.test(method))) {
      const api = pick([{ getUserId: any, getUserTraits: any }, any()]);
      hook(`${name} ${method}`, () => void plugin[method](call(), api, call()));
    }
  };
  if (load) run(/^init/);
  return { identify: () => run(/^(identify|on[A-Z])/), ready: () => run(/^(isReady|loaded)$/) };
}

let lib;
let sites;
const one = () => pick(sites).identify();

/** A page with a few good registrations on it, all to be fed with what is bad. */
window.begin = () => {
  lib = renew();
  window.profitwell = vendor(one);
  const good = { publicApiToken: 'token', siteType: 'web app', customerIdTrait: 'stripeId', useStoredUser: false };
  sites = Array.from({ length: 20 }, (_, kind) => register(lib, good, true, kind));
};

/** Sends so many events to that page. */
window.identify = async (wanted) => {
  for (let left = wanted; left > 0; ) {
    const polluted = next() < 0.1;
    if (polluted) Object.assign(Object.prototype, POLLUTION);
    const upTo = Math.min(left, 500);
    for (let i = 0; i < upTo; i += 1) one();
    if (polluted) for (const name of Object.keys(POLLUTION)) delete Object.prototype[name];
    left -= upTo;
    counts.events += upTo;
    lib.index.setConsent(next() < 0.05 ? any() : true);
    await settled('identify');
  }
  lib.index.setConsent(true);
};

/** Registers with so many settings on ever new pages, loads some of them and sends them events. */
window.register = async (wanted) => {
  for (let left = wanted; left > 0; ) {
    const fresh = renew();
    const upTo = Math.min(left, 500);
    const loaded = [];
    let some;
    if (next() < 0.8) window.profitwell = vendor(() => some?.identify());
    else if (next() < 0.5) window.profitwell = any();
    const polluted = next() < 0.1;
    if (polluted) Object.assign(Object.prototype, POLLUTION);
    for (let i = 0; i < upTo; i += 1) {
      const load = next() < 0.1;
      some = register(fresh, settings(), load) ?? some;
      if (load && some) loaded.push(some);
    }
    if (polluted) for (const name of Object.keys(POLLUTION)) delete Object.prototype[name];
    fresh.index.setConsent(pick([true, any()]));
    for (const site of loaded) site.identify();
    for (const site of loaded.slice(0, 5)) site.ready();
    const { signal } = new AbortController();
    for (let i = 0; i < 5; i += 1)
      wait('cancellationFlow', () =>
        fresh.index.cancellationFlow(
          pick([any(), { subscriptionId: any(), signal: any() }, { subscriptionId: 'sub_1', signal }]),
        ),
      );
    counts.loads += loaded.length;
    counts.settings += upTo;
    left -= upTo;
    await settled('register');
  }
};

window.report = () => ({
  ...counts,
  registered: [...registered],
  values: Math.max(...lists.map((list) => list.findLastIndex((value) => value !== undefined) + 1)),
  memory: memories.map((memory) => memory.buffer.byteLength),
  faults: [...faults].map(([text, times]) => `${times} × ${text}`),
});
