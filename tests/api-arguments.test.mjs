// Every argument of every method of the API client, by the table of methods, with every value that it cannot be: an
// error names the argument, and nothing is sent.

import assert from 'node:assert/strict';
import { after, before, test } from 'node:test';
import { ProfitWellApi, ProfitWellError } from '../dist/api.js';
import { methodsOf } from './support/api-methods.mjs';
import { table } from './support/api-table.mjs';

const { fetch } = globalThis;
let sent = 0;
before(() => {
  globalThis.fetch = async () => {
    sent += 1;
    return new Response('[]');
  };
});
after(() => {
  globalThis.fetch = fetch;
});

const api = new ProfitWellApi({ privateToken: 't', publicToken: 'p', retries: 0, rateScale: 1e6 });
const methods = methodsOf(api);

/** What fits a type. */
const VALID = {
  String: 'x',
  Method: 'GET',
  Cents: 100,
  UnixSeconds: 1_514_764_800,
  PlanInterval: 'month',
  Intervention: 'retain',
  'Vec<Intervention>': ['retain'],
};
/** What fits a field of this name better. */
const BY_NAME = { path: '/v2/plans/', month: '2026-08', customerId: 'cus_1' };

/** Arguments that fit, with no more than what is required. */
function valid({ parameters }) {
  const one = ({ name, type }) => BY_NAME[name] ?? VALID[type] ?? assert.fail(`no value for ${name}: ${type}`);
  return parameters.map((parameter) =>
    parameter.fields
      ? Object.fromEntries(
          parameter.fields.filter(({ optional }) => !optional).map((field) => [field.name, one(field)]),
        )
      : one(parameter),
  );
}

/** The error with which a method ends. */
async function failure({ name, pages }, given) {
  const call = methods.get(name);
  try {
    await (pages ? call(...given).toArray() : call(...given));
  } catch (error) {
    return error;
  }
  return undefined;
}

async function rejected(method, given, names, what) {
  sent = 0;
  const error = await failure(method, given);
  const told = `${method.name}: ${what}: ${error}`;
  assert.ok(error instanceof ProfitWellError, told);
  assert.equal(error.code, 'invalid_argument', told);
  assert.ok(Object.keys(error.fields).length === 1 && names.includes(Object.keys(error.fields)[0]), told);
  assert.equal(sent, 0, told);
}

class Instance {
  x = 1;
}
const cycle = {};
cycle.cycle = cycle;
let deep = [];
for (let level = 0; level < 10_000; level += 1) deep = [deep];
const revoked = Proxy.revocable({}, {});
revoked.revoke();
const thrower = () => {
  throw new Error('mine');
};
/** What no argument can be. */
const HOSTILE = {
  'a throwing getter': {
    get thrown() {
      throw new Error('mine');
    },
  },
  'a getter that throws a revoked proxy': {
    get thrown() {
      throw revoked.proxy;
    },
  },
  'a proxy that throws': new Proxy({}, { get: thrower, ownKeys: thrower, getPrototypeOf: thrower }),
  'a revoked proxy': revoked.proxy,
  'a cycle': cycle,
  'ten thousand levels': deep,
  'a BigInt': 10n,
  NaN: Number.NaN,
  infinity: Number.POSITIVE_INFINITY,
  'an invalid Date': new Date(Number.NaN),
  'a symbol': Symbol('s'),
  'a symbol key': { [Symbol('s')]: 1 },
  'a class instance': new Instance(),
  'a Map': new Map([['limit', 1]]),
  'a function': () => 1,
  'half of a surrogate pair': '\ud800',
};
/** What is read by JSON, and fits nothing but a body. */
const UNFIT = { 'an object of another shape': { 'no field': 1 }, 'a list of lists': [[]] };
/** Names that the values have of their own. */
const OWN = ['thrown', 'cycle', 'no field', 'noField'];

for (const method of table) {
  test(`${method.name}: every argument`, async () => {
    for (const [index, { name, type, fields }] of method.parameters.entries()) {
      const given = (value) => valid(method).with(index, value);
      for (const [what, value] of Object.entries({ ...HOSTILE, ...UNFIT })) {
        await rejected(method, given(value), fields ? [name, ...OWN] : [name], `${name} is ${what}`);
      }
      const required = fields?.filter(({ optional }) => !optional).map((field) => field.name) ?? [name];
      for (const value of required.length ? [undefined, null] : [])
        await rejected(method, given(value), required, `${name} is ${value}`);
      if (!fields) continue;
      for (const other of [42, 'text', true, [], new Date()])
        await rejected(method, given(other), [name], `${name} is ${other}`);
      const fitting = valid(method)[index];
      for (const field of fields) {
        const values = {
          ...HOSTILE,
          ...(field.type.includes('Value') || field.type.includes('Map') ? {} : UNFIT),
          ...(field.optional ? {} : { undefined, null: null }),
        };
        for (const [what, value] of Object.entries(values)) {
          await rejected(
            method,
            given({ ...fitting, [field.name]: value }),
            [field.name],
            `${name}.${field.name} is ${what}`,
          );
        }
        const snake = field.name.replace(/[A-Z]/g, (letter) => `_${letter.toLowerCase()}`);
        if (snake !== field.name) {
          sent = 0;
          const error = await failure(method, given({ ...fitting, [snake]: 'x' }));
          assert.deepEqual(error?.fields, { [field.name]: [`spelled ${field.name}, not ${snake}`] });
          assert.equal(sent, 0);
        }
        if (field.type.includes('UnixSeconds')) {
          for (const late of [Date.now(), new Date(8.64e15)])
            await rejected(method, given({ ...fitting, [field.name]: late }), [field.name], `${field.name} is ${late}`);
        }
      }
      await rejected(method, given({ ...fitting, unknown: 1 }), ['unknown'], `${name} has a field too many`);
      assert.ok(type);
    }
    const last = (value) => [...valid(method), value];
    for (const [what, value] of Object.entries({
      ...HOSTILE,
      ...UNFIT,
      'a signal itself': new AbortController().signal,
    })) {
      await rejected(method, last(value), ['last', ...OWN, 'Symbol(s)'], `the last is ${what}`);
      await rejected(method, last({ signal: value }), ['signal'], `the signal is ${what}`).catch((error) => {
        // This one is a signal.
        if (what !== 'a signal itself') throw error;
      });
    }
    await rejected(method, last({ sginal: undefined }), ['sginal'], 'the last has an unknown field');
  });
}

test('options of the client', () => {
  const named = (options, ...names) =>
    assert.throws(
      () => new ProfitWellApi(options),
      (error) =>
        error instanceof ProfitWellError &&
        error.code === 'invalid_argument' &&
        names.includes(Object.keys(error.fields)[0]),
      String(names),
    );
  for (const value of Object.values(HOSTILE)) {
    named(value, 'options', ...OWN);
    for (const name of [
      'privateToken',
      'publicToken',
      'baseUrl',
      'eventsUrl',
      'timeoutMs',
      'deadlineMs',
      'retries',
      'rateScale',
    ]) {
      named({ privateToken: 't', [name]: value }, name);
    }
  }
  named({ private_token: 't' }, 'privateToken');
});

test('a limit is one thing in every list', () => {
  const lists = table.filter(({ parameters }) =>
    parameters.some(({ fields }) => fields?.some(({ name }) => name === 'limit')),
  );
  assert.deepEqual(
    lists.map(({ name }) => name).sort(),
    table
      .filter(({ answer, pages }) => pages || answer.startsWith('Vec<'))
      .map(({ name }) => name)
      .sort(),
  );
});
