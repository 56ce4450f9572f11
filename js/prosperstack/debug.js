// `retention-destinations/prosperstack/debug`: what the destination decides and why, in words.
// Pages that visitors see do not download it.

import { ALL, NAMES, VERSION } from '#tables';

const CORE = Symbol.for('retention-destinations/ProsperStack');

/** What each code means. No text may hold anything of the visitor's or the owner's. */
export const EXPLANATIONS = Object.freeze({
  __proto__: null,
  missing_endpoint: 'The destination is off and requested nothing, because endpoint, the URL of your relay, is missing or empty.',
  invalid_endpoint: 'The destination is off, because endpoint is neither an https URL nor one of the page\u2019s own origin (plain http is accepted on this machine only), or holds a name or a password.',
  invalid_mapping: 'The destination is off, because mapping is not an object of trait names to property names or to { property, type }; a property cannot be called email or traits.',
  invalid_allow: 'The destination is off, because allow is not a list of property names.',
  invalid_nested_traits: 'The destination is off, because nestedTraits is neither true nor false.',
  invalid_nested_email: 'The destination is off, because nestedEmail is neither true nor false.',
  invalid_email_from_user_id: 'The destination is off, because emailFromUserId is neither true nor false.',
  invalid_consent: 'The destination is off, because consent is not true, false, "required", a promise or a function.',
  invalid_use_stored_user: 'The destination is off, because useStoredUser is neither true nor false.',
  invalid_timeout_ms: 'The destination is off, because timeoutMs is not a number of milliseconds that a timer can wait.',
  invalid_debug: 'The destination is off, because debug is neither true nor false.',
  secret_in_settings: 'The destination is off and requested nothing, because a setting holds what looks like a secret API key of ProsperStack (key_\u2026): anybody who opens this page could read your account with it. Give it to your relay, take it out of the page, and replace it in ProsperStack.',
  internal_error: 'The destination hit a fault of its own and is off until the page is loaded again; please report it.',
  webassembly_refused: 'The destination is off, because the page\u2019s Content-Security-Policy or the browser refuses WebAssembly, and its fallback could not be had; allow \'wasm-unsafe-eval\' in script-src, or serve prosperstack.nowasm.js.',
  another_endpoint: 'This registration is off, because the destination is already on the page with another endpoint.',
  also_in_segment: 'Segment\u2019s own ProsperStack destination is on for the same source, so every change arrives twice: from there and from this page.',
  no_session: 'The relay answered 401, because nobody is logged in there; the message was dropped, and the next identify tries again.',
  origin_refused: 'The relay answered 403, because it does not take messages from this page\u2019s origin; the message was dropped.',
  endpoint_not_found: 'The endpoint answered 404 or 405, so there is no relay; the message was dropped.',
  another_person: 'The relay answered 409, because the session belongs to another email than the message; the message was dropped.',
  message_refused: 'The relay will not take the message (400, 413, 415 or another status that no repeat can change); it was dropped.',
  not_implemented: 'The relay answered 501, because it does not deliver such messages; the message was dropped.',
  gave_up: 'The relay could not be reached, or was busy, eight times in a row; the message was dropped, and the next identify tries again.',
  queue_full: 'More properties wait than a page keeps in memory (500, or 112,000 bytes); some are not sent.',
  sending: 'A message is on its way to the relay.',
  queued: 'The change waits until the message in flight is answered, a pause is over, or the network is back.',
  delivered: 'The relay took the message; what it held is not sent again until it changes.',
  retrying: 'The relay could not take the message now; the same message goes again later.',
  nothing_new: 'Nothing was sent, because the relay already knows every property of this identify, or there is none.',
  no_email: 'Nothing was sent, because ProsperStack finds subscribers by their email, and this identify has none.',
  consent_denied: 'Nothing was sent and nothing is kept, because the visitor does not consent.',
  consent_waiting: 'Nothing was sent yet, because the visitor has not answered; only the newest identify is kept, in memory.',
  off_by_integrations: 'Nothing was sent, because the integrations object switches ProsperStack off.',
  forgotten: 'The visitor is forgotten, with everything that was not sent yet.',
  seeded: 'The host\u2019s stored user is known to the cancellation flow; nothing was sent, because nothing was identified.',
  loaded: 'The destination waits for identify.',
  reserved_trait: 'This trait is one of Segment\u2019s reserved traits, which are not sent unless mapping names them.',
  not_allowed: 'This trait was not sent, because allow does not name its property.',
  near_miss: 'This trait is spelt almost, but not exactly, as a name in allow or mapping; names must be equal to the letter.',
  type_mismatch: 'This trait was not sent, because its value is not of the type that mapping gives it.',
  not_scalar: 'This trait was not sent, because its value is an object, a list or something else that is no text, number, true, false, null or date.',
  too_large: 'This trait was not sent, because its name or value is too large for a message.',
  broken_name: 'The name of this trait holds half a surrogate pair, such as an emoji that was cut, or U+FFFD, which stands for one; no property can have such a name.',
  both_forms: 'This trait came flat and under traits.traits; only the nested one was sent.',
});

/** The explanation of a code's name. */
export const explain = (name) => EXPLANATIONS[name];

const watched = new WeakMap();

/**
 * Calls `listener` with every code that the page's destination says from now on. Returns a
 * function that ends this. Where the page has no destination yet it only says so.
 */
export function watch(listener) {
  const core = globalThis[CORE];
  if (!core) {
    console.warn('[ProsperStack] nothing to watch yet: call prosperstack(settings) first');
    return () => {};
  }
  let listeners = watched.get(core);
  if (!listeners) {
    watched.set(core, (listeners = new Set()));
    const others = core.watch; // of another copy of this entry
    core.watch = (code, trait) => {
      for (const tell of listeners) {
        try {
          tell(code, trait);
        } catch (error) {
          console.error(error);
        }
      }
      others(code, trait);
    };
  }
  // The first copy on a page makes the core; codes of another version have other numbers.
  const names = core.version === VERSION ? ALL : [];
  const tell = (code, trait) => {
    const name = names[code - 1] ?? 'unknown';
    const text = explain(name) ??
      `The destination on this page is of version ${core.version}; this explains only version ${VERSION}.`;
    listener(trait === undefined ? { code, name, text } : { code, name, text, trait });
  };
  listeners.add(tell);
  return () => {
    listeners.delete(tell);
  };
}

const LIKELY = { apiKey: 'the API key belongs on your server, in the relay', key: 'the API key belongs on your server, in the relay', url: 'did you mean endpoint?', relay: 'did you mean endpoint?', mappings: 'did you mean mapping?', allowlist: 'did you mean allow?', allowed: 'did you mean allow?' };
const plain = (text) => text.toLowerCase().replace(/[^a-z0-9]/g, '');

/** Looks settings over and lists what is likely a mistake, as `{ setting, hint }`. */
export function check(settings) {
  if (settings === null || typeof settings != 'object') return [{ setting: 'settings', hint: 'must be an object' }];
  const found = [];
  const add = (setting, hint) => found.push({ setting, hint });
  const read = (name) => {
    try {
      return settings[name];
    } catch {
      add(name, 'threw an error when it was read');
      return undefined;
    }
  };
  const known = [...NAMES, 'consentCategories'];
  for (const name of Object.keys(settings)) {
    if (known.includes(name)) continue;
    const meant = known.find((other) => plain(other) === plain(name));
    const likely = Object.keys(LIKELY).find((other) => plain(other) === plain(name));
    const hint = meant ? `did you mean ${meant}?` : likely ? LIKELY[likely] : undefined;
    add(name, hint ? `is not a setting: ${hint}` : 'is not a setting and is ignored');
  }
  const endpoint = read('endpoint');
  if (endpoint === undefined || endpoint === null || endpoint === '') add('endpoint', 'is missing: the URL of your relay');
  else if (typeof endpoint != 'string') add('endpoint', 'must be a text');
  else if (/prosperstack\.com/i.test(endpoint)) add('endpoint', 'must be your own relay: a page cannot speak to ProsperStack without a secret');
  const allow = read('allow');
  const mapping = read('mapping');
  if (allow !== undefined && allow !== null && !Array.isArray(allow)) add('allow', 'must be a list of property names');
  if (Array.isArray(allow) && mapping && typeof mapping == 'object') {
    for (const [trait, entry] of Object.entries(mapping)) {
      const property = typeof entry == 'string' ? entry : entry?.property;
      if (typeof property == 'string' && !allow.includes(property)) {
        const near = allow.find((name) => typeof name == 'string' && plain(name) === plain(property));
        add('mapping', `sends ${JSON.stringify(trait)} to a property that allow does not name${near ? `: did you mean ${JSON.stringify(near)}?` : ''}`);
      }
    }
  }
  return found;
}
