// Delivered messages in the hands of Segment's own Facade, which is lenient about spelling: whatever a page sends under
// `allow: '*'`, Facade finds the session's user in it and nobody else.

import assert from 'node:assert/strict';
import { test } from 'node:test';
import { createRelay } from 'retention-destinations/relay';
import facades from 'segmentio-facade';
import { message } from './support/relay-cases.mjs';
import { ORIGIN } from './support/relay-options.mjs';

const { Identify } = facades;
const VICTIM = 'victim@example.com';
const SESSIONS = [{ email: 'jane@example.com', userId: 'u1' }, { email: 'jane@example.com' }];

let got;
let session;
const relay = createRelay({
  prosperstack: {
    deliver: (given) => {
      got = given;
    },
  },
  authenticate: () => session,
  allow: '*',
  allowedOrigins: [ORIGIN],
  log() {},
});

/** Calls the relay with a message; what it delivers, parsed. */
async function delivered(who, body) {
  session = who;
  const headers = { origin: ORIGIN, 'content-type': 'application/json' };
  const response = await relay(
    new Request('https://shop.example/', { method: 'POST', headers, body: JSON.stringify(body) }),
  );
  assert.equal(response.status, 200);
  return got;
}

/** What Facade takes for the identity, by every method that it has for that. */
function identity(given) {
  const facade = new Identify(given);
  return {
    uid: facade.uid(),
    userId: facade.userId(),
    username: facade.username(),
    email: facade.email(),
    anonymousId: facade.anonymousId(),
    sessionId: facade.sessionId(),
    groupId: facade.groupId(),
    id: facade.traits().id,
    proxied: facade.proxy('traits.id'),
  };
}
const whose = ({ email, userId }) => ({
  uid: userId ?? email,
  userId,
  username: undefined,
  email,
  anonymousId: undefined,
  sessionId: undefined,
  groupId: undefined,
  id: userId,
  proxied: userId,
});

/** The traits that Facade reads for the identity: by giving each that has a getter of its own another value, and looking. */
function namesOfIdentity() {
  const methods = Object.keys(identity({}));
  const candidates = [
    'email',
    'username',
    'id',
    'userId',
    'anonymousId',
    'sessionId',
    'groupId',
    'name',
    'firstName',
    'lastName',
    'phone',
    'address',
    'plan',
    'title',
    'website',
    'avatar',
  ];
  return candidates.filter((name) => {
    const found = identity({ traits: { [name]: VICTIM } });
    return methods.some((method) => found[method] !== undefined);
  });
}

test('the traits that Facade itself takes for the identity are the ones that are left out', async () => {
  const names = namesOfIdentity();
  assert.deepEqual(names, ['email', 'username', 'id']);
  for (const name of names) {
    const traits = Object.fromEntries(
      [name, name.toUpperCase(), `_${name}`, `traits.${name}`]
        .filter((one) => one !== 'email')
        .map((one) => [one, VICTIM]),
    );
    await delivered(SESSIONS[1], message({ ...traits, plan: 'pro' }));
    assert.deepEqual(got.traits, { email: 'jane@example.com', plan: 'pro' });
    assert.throws(
      () =>
        createRelay({
          prosperstack: { deliver() {} },
          authenticate: () => null,
          allow: [name],
          allowedOrigins: [ORIGIN],
        }),
      (error) => {
        assert.equal(error.code, 'invalid_allow');
        assert.match(error.message, new RegExp(`"${name}" names the user to readers of Segment`));
        return true;
      },
    );
  }
});

/** The same numbers in every run: mulberry32. */
function random(seed) {
  let state = seed;
  return () => {
    state = (state + 0x6d2b79f5) | 0;
    let t = Math.imul(state ^ (state >>> 15), 1 | state);
    t = (t + Math.imul(t ^ (t >>> 7), 61 | t)) ^ t;
    return ((t ^ (t >>> 14)) >>> 0) / 2 ** 32;
  };
}

const RUNS = 3000;
test(`in ${RUNS} messages of random spellings Facade finds nobody but the session\u2019s user`, async () => {
  const next = random(20_261_126);
  const one = (list) => list[Math.floor(next() * list.length)];
  const words = [
    'email',
    'username',
    'userId',
    'id',
    'anonymousId',
    'sessionId',
    'groupId',
    'previousId',
    'traits',
    'traits.email',
    'user',
    'name',
    'context',
    'options',
    'plan',
  ];
  const signs = ['_', '-', ' ', '.', '\u200b', '\u0000', "'", '$', '[', ']', '\u00e9', '\ud83d', '\ufeff', '*'];
  const twist = (letter) => (next() < 0.3 ? letter.toUpperCase() : letter) + (next() < 0.15 ? one(signs) : '');
  const spelt = () => (next() < 0.2 ? one(signs) : '') + [...one(words)].map(twist).join('');
  const value = () => one([VICTIM, VICTIM, 'victim', 7, true, null, { email: VICTIM, id: VICTIM }, [VICTIM]]);
  const traits = () =>
    Object.fromEntries(
      Array.from({ length: 1 + Math.floor(next() * 8) }, () => [spelt(), value()]).filter(([name]) => name !== 'email'),
    );
  let properties = 0;
  for (let run = 0; run < RUNS; run += 1) {
    const who = one(SESSIONS);
    const nested = next() < 0.5 ? { traits: { ...traits(), ...(next() < 0.5 && { email: VICTIM }) } } : {};
    const beside = Object.fromEntries(
      Object.entries(traits()).filter(([name]) => !['type', 'messageId', 'timestamp', 'traits'].includes(name)),
    );
    await delivered(who, message({ ...traits(), ...nested, plan: 'pro' }, beside));
    assert.deepEqual(identity(got), whose(who), JSON.stringify(got));
    // Where a reader looks into the nested ones, too.
    assert.deepEqual(
      identity({ ...got, traits: { email: who.email, ...got.traits.traits } }),
      whose(who),
      JSON.stringify(got),
    );
    properties += Object.keys(got.traits).length;
  }
  assert.ok(properties > RUNS * 2, `${properties}: properties do pass`);
});
