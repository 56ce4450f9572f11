// A relay as tests run it, in Node and in workerd alike: who is signed in stands in the cookie.

export const ORIGIN = 'https://shop.example';

/** @type {Record<string, any>} */
const SESSIONS = {
  jane: { email: 'jane@example.com', userId: 'u1' },
  john: { email: 'john@example.com' },
  'john-doe': { email: 'john.doe@example.com', userId: 'userId123' },
  numbered: { email: 'jane@example.com', userId: 42 },
  limited: { email: 'jane@example.com', userId: 'limited' },
  nobody: null,
  undefined: undefined,
  'no-email': { userId: 'u1' },
  'odd-email': { email: 42 },
  'odd-user': { email: 'jane@example.com', userId: {} },
  nan: { email: 'jane@example.com', userId: NaN },
  infinite: { email: 'jane@example.com', userId: Infinity },
  huge: { email: 'jane@example.com', userId: 2 ** 64 },
  fraction: { email: 'jane@example.com', userId: 1.5 },
  big: { email: 'jane@example.com', userId: 42n },
  inherited: Object.create({ email: 'jane@example.com', userId: 'u1' }),
  text: 'jane@example.com',
  getter: {
    get email() {
      throw new Error('x');
    },
  },
};

/**
 * Options for `createRelay`; `lines` takes what it logs.
 * @param {Record<string, any>} options
 * @returns {import('retention-destinations/relay').RelayOptions}
 */
export function relayOptions({ url, apiKey, lines = [], ...more }) {
  const known = new Set();
  return {
    prosperstack: { url, apiKey },
    allow: '*',
    allowedOrigins: [ORIGIN, 'http://localhost:3000'],
    timeoutMs: 1500, // long enough for a busy machine, short enough for the cases that wait for it
    async authenticate(request) {
      const name = /session=([\w-]+)/.exec(request.headers.get('cookie') ?? '')?.[1] ?? 'nobody';
      if (name === 'throws') throw new Error('jane@example.com');
      if (name === 'hangs') return new Promise(() => {});
      return SESSIONS[name];
    },
    rateLimit: ({ userId }) => (userId === 'limited' ? 6.2 : undefined),
    seen: (messageId, { email }) => known.has(`${email} ${messageId}`),
    delivered: (messageId, { email }) => void known.add(`${email} ${messageId}`),
    log: (line) => lines.push(line),
    ...more,
  };
}
