// The page's half: hands hostile values to the built package and keeps count of what comes out.

import { generator, random } from '../fuzz/values.js';

const { any, next, object, pick, settling, NAMES } = generator(random(window.SEED));
const SETTINGS = [...window.SETTINGS, 'consentCategories'];
// Most of the time would go into the stack traces of what is thrown and caught.
Error.stackTraceLimit = 0;
const faults = new Set();
addEventListener('error', ({ message }) => faults.add(`uncaught: ${message}`));
addEventListener('unhandledrejection', () => faults.add('unhandled rejection'));
for (const level of ['error', 'warn', 'debug', 'log'])
  console[level] = (line) => String(line).includes('internal_error') && faults.add('internal_error');

// What would go over the wire is looked at here, because there would be too much of it.
const PERSON = /^[^@\s]+@[^@.\s]+(\.[^@.\s]+)+$/u;
let sent = 0;
window.fetch = (url, { body }) => {
  sent += 1;
  if (!String(url).endsWith('/relay')) faults.add(`asked ${url}`);
  const message = JSON.parse(body);
  const { email, traits = {}, ...flat } = message.traits;
  const wrong = [...Object.values(flat), ...Object.values(traits)].some(
    (value) => value !== null && !['string', 'number', 'boolean'].includes(typeof value),
  );
  if (wrong) faults.add('a property that is none');
  if (!PERSON.test(email)) faults.add('an email that is none');
  if (new TextEncoder().encode(body).length > 32_768) faults.add('too long');
  if (next() < 0.1) throw new Error('hostile');
  if (next() < 0.1) return any();
  return Promise.resolve({ status: pick([202, 202, 202, 500, 409, any()]), headers: pick([new Headers(), any()]) });
};

const hook = (name, task) => {
  try {
    return task();
  } catch (error) {
    faults.add(`${name} threw ${error?.message}`);
    return undefined;
  }
};
const traits = () =>
  next() < 0.7
    ? {
        email: pick(['a@b.co', 'jane@example.com']),
        ...hook('object', () => ({ [pick(NAMES)]: any(), p: any(), traits: next() < 0.5 ? object(NAMES) : any() })),
      }
    : any();
const event = () => ({ userId: pick(['u1', 'u2', any()]), traits: traits(), integrations: pick([{}, {}, {}, any()]) });

window.identify = async (wanted) => {
  const plugin = window.lib.prosperstack({
    endpoint: '/relay',
    mapping: { a: { property: 'A', type: 'number' }, then: 'Then' },
  });
  await plugin.load();
  for (let i = 0; i < wanted; i += 1) {
    const ctx = { event: event() };
    if (hook('identify', () => plugin.identify(ctx)) !== ctx) faults.add('identify handed something else back');
    if (i % 500 === 0) await new Promise((done) => setTimeout(done));
    if (i % 1000 === 0) window.lib.setConsent(true);
  }
};

window.register = async (wanted) => {
  for (let i = 0; i < wanted; i += 1) {
    // Another page, as far as the package can tell; not each time, because instances are few.
    if (i % 50 === 0) delete window[Symbol.for('retention-destinations/ProsperStack')];
    const made = object(SETTINGS);
    if (next() < 0.7 && !('endpoint' in made)) made.endpoint = '/relay';
    const plugin = hook('prosperstack', () => window.lib.prosperstack(next() < 0.05 ? any() : made));
    hook('load', () =>
      plugin
        .load(
          any(),
          pick([
            any(),
            {
              on: (_, fn) => fn(),
              options: any(),
              user: () => ({ id: any, traits: any }),
              settings: { cdnSettings: any() },
            },
          ]),
        )
        ?.catch(() => faults.add('load rejected')),
    );
    hook('identify', () => plugin.identify({ event: event() }));
    hook('consent', () => window.lib.setConsent(pick([true, any(), settling()])));
    if (i % 100 === 0) await new Promise((done) => setTimeout(done));
  }
};

window.report = () => ({ faults: [...faults], sent });
