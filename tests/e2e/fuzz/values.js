// Values that a page could hand over, by a seed: mostly next to what is valid, else anything.

/** Numbers below 1 by a seed (mulberry32). */
export function random(seed) {
  let state = seed;
  return () => {
    state = (state + 0x6d2b79f5) | 0;
    let mixed = Math.imul(state ^ (state >>> 15), 1 | state);
    mixed = (mixed + Math.imul(mixed ^ (mixed >>> 7), 61 | mixed)) ^ mixed;
    return ((mixed ^ (mixed >>> 14)) >>> 0) / 2 ** 32;
  };
}

const EMAILS = [
  'a@b.co',
  'jane@example.com',
  ' joe@example.com\ufeff',
  'a@b',
  'a@@b.co',
  '@b.co',
  'a@b..co',
  '\ud800@example.com',
  'a@b.co\u200b',
];
const TEXTS = [
  '',
  ' ',
  '0',
  'null',
  'undefined',
  'cus_1',
  'ctm_1',
  '__proto__',
  'constructor',
  'then',
  '\udfff',
  'x\0y',
  'required',
  'marketing',
  'web app',
  'https://shop.example/pw.js',
  'http://[',
  'data:,',
];
const NAMES = ['email', 'Email', 'e-mail', 'stripeId', '__proto__', 'then', 'toString', 'undefined', '0', 'a'];
const TRAPS = [
  'apply',
  'construct',
  'defineProperty',
  'deleteProperty',
  'get',
  'getOwnPropertyDescriptor',
  'getPrototypeOf',
  'has',
  'isExtensible',
  'ownKeys',
  'preventExtensions',
  'set',
  'setPrototypeOf',
];

const HOSTILE = new Error('hostile'); // one for all: a stack trace for each would take most of the time
const fail = () => {
  throw HOSTILE;
};
const throwing = Object.fromEntries(TRAPS.map((trap) => [trap, fail]));
const revoked = (target) => {
  const { proxy, revoke } = Proxy.revocable(target, {});
  revoke();
  return proxy;
};
// Not `catch`: that passes on a value whose `then` may be another when it is read again.
const quiet = (promise) => {
  promise.then(
    () => {},
    () => {},
  );
  return promise;
};

function argumentsOf() {
  // biome-ignore lint/complexity/noArguments: that object is what is wanted
  return arguments;
}

const LONG = 'x'.repeat(10_000_000);
LONG.charCodeAt(0); // flat from here on
const WIDE = Object.fromEntries(Array.from({ length: 10_000 }, (_, at) => [`k${at}`, at]));

// Whoever copies `window` first makes the browser build every interface of the platform: 1.8 MB that stay, which a
// measurement of the heap in between would take for a leak.
Object.assign({}, window);

const HUGE = [LONG, WIDE, { email: LONG }, { [LONG]: 1 }, ' '.repeat(1e5)];

/** What makes values: `any()`, `object()` with the given names, and what they are made of. */
export function generator(next) {
  const below = (n) => Math.floor(next() * n);
  const pick = (list) => list[below(list.length)];

  const lie = () =>
    new Proxy(pick([{}, [], { email: 'a@b.co' }, () => {}]), {
      // With this it would be a host, whose throws are its own.
      get: (_, name) => (name === 'addIntegration' ? undefined : any(1)),
      has: () => pick([true, false]),
      ownKeys: () => pick([['email'], ['email', 'email'], [5], 'text', ['__proto__'], null]),
      getOwnPropertyDescriptor: () =>
        pick([undefined, { value: 1, configurable: true, enumerable: true }, { value: 1, configurable: false }, 5]),
      getPrototypeOf: () => pick([null, Array.prototype, Promise.prototype, 5]),
    });
  const sparse = () => {
    const list = [0, 1, 2, pick(EMAILS)];
    delete list[0];
    delete list[2];
    return list;
  };
  const cyclic = () => {
    const one = { email: {}, list: [] };
    one.email.self = one;
    one.list.push(one);
    return one;
  };
  const thenables = [
    () => ({
      then: (yes) =>
        [true, false].forEach((value) => {
          yes(value);
        }),
    }),
    () => ({
      then(yes, no) {
        yes(any(1));
        no();
        fail();
      },
    }),
    () => ({ then: fail }),
    () => ({
      get then() {
        return fail();
      },
    }),
    () => ({ then: pick([5, null, {}, 'text']) }),
    () => quiet(new Promise((yes) => yes(pick([true, false, any(1)])))),
    () => quiet(Promise.reject(any(1))),
    () => Object.assign(Promise.resolve(true), { then: fail }),
  ];
  const functions = [
    () => () => true,
    () => () => false,
    () => fail,
    () => async () => pick([true, false]),
    () => () => quiet(Promise.reject(new Error('hostile'))),
    () => () => settling(),
    () => class {},
    () => function* () {},
    () => new Proxy(() => {}, throwing),
  ];
  const odd = [
    () => Symbol('s'),
    () => Symbol.iterator,
    () => 5n,
    () => 2n ** 200n,
    () => revoked({}),
    () => revoked([]),
    () => revoked(() => {}),
    () => new Proxy({}, throwing),
    () => new Proxy([], throwing),
    lie,
    cyclic,
    () => JSON.parse('{"__proto__": {"email": "proto@example.com"}, "constructor": {"prototype": 1}}'),
    () => ({ ['__proto__']: { email: 'proto@example.com' } }),
    () => Object.create({ email: 'proto@example.com' }),
    () => Object.create(null),
    () => Object.freeze({ email: pick(EMAILS) }),
    () => new Date(),
    () => new Date(NaN),
    () => /x/,
    () => new Uint8Array(4),
    () => new Float64Array(2),
    () => new ArrayBuffer(8),
    () => new DataView(new ArrayBuffer(1)),
    sparse,
    () => [pick(EMAILS)],
    () => new Map([['email', pick(EMAILS)]]),
    () => new String(pick(EMAILS)),
    () => new Number(1),
    () => Object(Symbol()),
    () => new Error('hostile'),
    () => document.all,
    () => document.body,
    () => window,
    () => ({ toString: fail, valueOf: fail, [Symbol.toPrimitive]: fail, toJSON: fail }),
    () => ({
      get email() {
        return fail();
      },
    }),
    () => ({
      get email() {
        return pick([pick(EMAILS), any(1)]);
      },
    }),
    () => argumentsOf(pick(EMAILS)),
    () => new WeakMap(),
  ];
  const plain = [
    () => undefined,
    () => null,
    () => true,
    () => false,
    () => 0,
    () => -0,
    () => 42,
    () => NaN,
    () => Infinity,
    () => 1e300,
  ];

  /** A promise, or what passes for one, that settles or throws. */
  const settling = () => pick(thenables)();

  function any(depth = 0) {
    const die = next();
    if (die < 0.3) return pick(EMAILS);
    if (die < 0.4) return `${'abc'[below(3)]}${below(50)}@example.com`;
    if (die < 0.55) return pick(TEXTS);
    if (die < 0.65) return pick(plain)();
    if (die < 0.85 || depth > 2) return pick(odd)();
    if (die < 0.89) return settling();
    if (die < 0.93) return pick(functions)();
    if (die < 0.9999) return object(NAMES, depth + 1);
    return pick(HUGE);
  }

  /** An object that has some of these names, one of them perhaps as a getter that throws. */
  function object(names, depth = 0) {
    const made = {};
    for (let left = below(4); left--; ) {
      const name = pick(names);
      if (next() < 0.03) Object.defineProperty(made, name, { get: fail, enumerable: true, configurable: true });
      else if (name === '__proto__')
        Object.defineProperty(made, name, { value: any(depth), enumerable: true, configurable: true });
      else made[name] = any(depth);
    }
    return made;
  }

  return { any, below, next, object, pick, settling, NAMES };
}
