// `retention-destinations/debug`: what the destination decides and why, in words. Pages that
// visitors see do not download it.

import { ALL, NAMES, VERSION } from '#tables';

const CORE = Symbol.for('retention-destinations/ProfitWell');

/** What each code means. No text may hold anything of the visitor's or the owner's. */
export const EXPLANATIONS = Object.freeze({
  __proto__: null,
  missing_public_api_token: 'The destination is off and requested nothing, because publicApiToken is missing or empty.',
  invalid_public_api_token: 'The destination is off, because publicApiToken is not a text or is longer than 100 characters.',
  invalid_site_type: 'The destination is off, because siteType is neither "marketing" nor "web app".',
  invalid_customer_id_trait: 'The destination is off, because customerIdTrait is not the name of a trait.',
  invalid_consent: 'The destination is off, because consent is not true, false, "required", a promise or a function.',
  invalid_use_stored_user: 'The destination is off, because useStoredUser is neither true nor false.',
  invalid_nonce: 'The destination is off, because nonce is not a text.',
  invalid_script_url: 'The destination is off, because scriptUrl is neither an https URL nor one of the page\u2019s own origin (plain http is accepted from this machine only).',
  invalid_timeout_ms: 'The destination is off, because timeoutMs is not a number of milliseconds that a timer can wait.',
  invalid_debug: 'The destination is off, because debug is neither true nor false.',
  internal_error: 'The destination hit a fault of its own and is off until the page is loaded again; please report it.',
  webassembly_refused: 'The destination is off, because the page\u2019s Content-Security-Policy or the browser refuses WebAssembly, and its fallback could not be had; allow \'wasm-unsafe-eval\' in script-src, or serve profitwell.nowasm.js.',
  another_token: 'This registration is off, because ProfitWell is already on the page with another token.',
  also_in_segment: 'This registration is off, because Segment\u2019s own ProfitWell destination is on for the same source and would start ProfitWell as well.',
  global_taken: 'The destination is off, because something on the page that is not a function occupies window.profitwell.',
  vendor_script_blocked: 'ProfitWell\u2019s script could not be downloaded after three attempts: an ad blocker, the Content-Security-Policy or the network stopped it.',
  vendor_global_missing: 'ProfitWell\u2019s script was downloaded but did not take over window.profitwell, so the calls stay in the queue.',
  vendor_threw: 'ProfitWell\u2019s function threw an error; it was caught, and the page and its other destinations go on.',
  started_with_email: 'ProfitWell was started with the visitor\u2019s email.',
  started_with_customer_id: 'ProfitWell was started with the customer id, which goes before the email, because customerIdTrait names a trait that holds one.',
  started_anonymously: 'ProfitWell was started without an identity, because no usable email or customer id was known yet.',
  start_completed: 'The anonymous start still waited in the queue, so it got the visitor\u2019s identity instead of a second call.',
  reidentified_by_email: 'ProfitWell is already started and may be started only once, so it was told the new email by user_email.',
  reidentified_by_customer_id: 'ProfitWell is already started and may be started only once, so it was told the new customer id by user_id.',
  nothing_new: 'Nothing was sent, because ProfitWell already knows this visitor or the event names nobody.',
  waiting_for_identify: 'Nothing was started at load, because a web app waits for identify.',
  nothing_for_paddle: 'Nothing was sent, because Paddle.js runs ProfitWell on this page and takes only customer ids that begin with ctm_.',
  consent_denied: 'Nothing was sent and nothing is kept, because the visitor does not consent.',
  consent_waiting: 'Nothing was sent or requested yet, because the visitor has not answered; only the newest identity is kept, in memory.',
  off_by_integrations: 'Nothing was sent, because the integrations object switches ProfitWell off.',
  forgotten: 'The host forgot its user; the next identity counts as somebody new, and nothing is sent for nobody.',
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
    console.warn('[ProfitWell] nothing to watch yet: call profitwell(settings) first');
    return () => {};
  }
  let listeners = watched.get(core);
  if (!listeners) {
    watched.set(core, (listeners = new Set()));
    const others = core.watch; // of another copy of this entry
    core.watch = (code) => {
      for (const tell of listeners) {
        try {
          tell(code);
        } catch (error) {
          console.error(error);
        }
      }
      others(code);
    };
  }
  // The first copy on a page makes the core; codes of another version have other numbers.
  const names = core.version === VERSION ? ALL : [];
  const tell = (code) => {
    const name = names[code - 1] ?? 'unknown';
    const text = explain(name) ??
      `The destination on this page is of version ${core.version}; this explains only version ${VERSION}.`;
    listener({ code, name, text });
  };
  listeners.add(tell);
  return () => {
    listeners.delete(tell);
  };
}

const KNOWN = [...NAMES, 'publicApiKey'];
const SITE_TYPES = ['marketing', 'web app'];
const NOT_A_TOKEN = /^(your|my|the)\b|^your|^x+$|token[_ ]?here|^<.*>$|^\{.*\}$/i;
const THIS_MACHINE = ['localhost', '127.0.0.1', '[::1]'];

const plain = (text) => text.toLowerCase().replace(/[^a-z0-9]/g, '');

function distance(a, b) {
  let row = Array.from({ length: b.length + 1 }, (_, at) => at);
  for (let i = 1; i <= a.length; i += 1) {
    const next = [i];
    for (let j = 1; j <= b.length; j += 1) {
      next[j] = Math.min(next[j - 1] + 1, row[j] + 1, row[j - 1] + (a[i - 1] === b[j - 1] ? 0 : 1));
    }
    row = next;
  }
  return row[b.length];
}

/** The candidate that the text most likely means, or nothing. */
function nearest(text, candidates) {
  const meant = plain(text);
  if (!meant) return undefined;
  const ranked = candidates
    .map((candidate) => ({ candidate, steps: distance(meant, plain(candidate)) }))
    .sort((a, b) => a.steps - b.steps);
  if (ranked[0].steps <= Math.max(1, Math.floor(meant.length / 3))) return ranked[0].candidate;
  const part = (candidate) => plain(candidate).includes(meant) || meant.includes(plain(candidate));
  return meant.length >= 3 ? candidates.find(part) : undefined;
}

const CHECKS = {
  publicApiToken(token) {
    if (typeof token != 'string') return 'must be a text';
    if (!token.trim()) return 'is empty: copy it from your ProfitWell account';
    if (/\s/.test(token.trim())) return 'holds white space: copy it again';
    if (token.trim() !== token) return 'begins or ends with white space, which is ignored';
    if (token.length > 100) return 'is longer than 100 characters: copy only the token';
    if (NOT_A_TOKEN.test(token)) return 'looks like a placeholder: put your own Public API Token there';
    if (/^(sk|rk|pk)_/.test(token)) return 'looks like a key of Stripe: the Public API Token of ProfitWell belongs here';
    return undefined;
  },
  siteType(type) {
    // "wep app" is how the vendor's documentation spells it.
    if (typeof type != 'string') return 'must be "marketing" or "web app"';
    if (['marketing', 'webapp', 'wepapp'].includes(type.toLowerCase().replace(/[^a-z0-9.]/g, ''))) return undefined;
    const meant = nearest(type, SITE_TYPES);
    return meant ? `is not a site type: did you mean "${meant}"?` : 'must be "marketing" or "web app"';
  },
  customerIdTrait(name) {
    if (typeof name != 'string' || !name.trim()) return 'must be the name of a trait';
    if (['email', 'id', 'userid', 'anonymousid'].includes(plain(name))) {
      return 'must name the trait with the customer id of the billing platform, not the email or the user id';
    }
    return undefined;
  },
  consent(consent) {
    if (['boolean', 'function'].includes(typeof consent) || typeof consent?.then == 'function') return undefined;
    if (typeof consent == 'string') {
      const word = consent.trim();
      if (word === 'required') return undefined;
      if (word === 'true' || word === 'false') return `is a text: write ${word} without quotes`;
    }
    return 'must be true, false, "required", a promise or a function';
  },
  useStoredUser: flag,
  nonce(nonce) {
    if (typeof nonce != 'string') return 'must be a text';
    if (nonce.startsWith('nonce-') || /['"\s]/.test(nonce)) return 'must be the bare value, without nonce- and quotes';
    return undefined;
  },
  scriptUrl(address) {
    if (typeof address != 'string' || !address.trim()) return 'must be an https or same-origin URL';
    let url;
    try {
      url = new URL(address, 'https://same.origin.invalid');
    } catch {
      return 'is not a URL';
    }
    if (url.protocol === 'http:' && !THIS_MACHINE.includes(url.hostname)) {
      return 'is plain http, which is refused unless it is the page\u2019s own origin: use https';
    }
    if (url.protocol !== 'https:' && url.protocol !== 'http:') return 'must be an https or same-origin URL';
    if (url.searchParams.has('auth')) return 'has auth in it already, which is added: leave it out';
    return undefined;
  },
  timeoutMs(wait) {
    if (typeof wait != 'number' || !(wait >= 0 && wait <= 2147483647)) return 'must be a number of milliseconds';
    if (wait > 0 && wait < 100) return 'is in milliseconds: did you mean seconds?';
    return undefined;
  },
  debug: flag,
};
CHECKS.publicApiKey = CHECKS.publicApiToken;

function flag(value) {
  if (typeof value == 'boolean') return undefined;
  return value === 'true' || value === 'false' ? `is a text: write ${value} without quotes` : 'must be true or false';
}

function unknown(name) {
  const meant = nearest(name, KNOWN);
  if (/private|secret/i.test(name)) return 'is not a setting: a private token must never be in a page';
  return meant ? `is not a setting: did you mean ${meant}?` : 'is not a setting and is ignored';
}

/** Looks settings over and lists what is likely a mistake, as `{ setting, hint }`. */
export function check(settings) {
  if (settings === null || typeof settings != 'object') {
    return [{ setting: 'settings', hint: 'must be an object' }];
  }
  const found = [];
  const add = (setting, hint) => hint && found.push({ setting, hint });
  for (const name of Object.keys(settings)) if (!KNOWN.includes(name)) add(name, unknown(name));
  const values = {};
  for (const name of KNOWN) {
    try {
      values[name] = settings[name];
    } catch {
      add(name, 'threw an error when it was read');
    }
  }
  const absent = (name) => values[name] === undefined || (values[name] === null && name !== 'consent');
  for (const name of KNOWN) if (!absent(name)) add(name, CHECKS[name](values[name]));
  if (absent('publicApiToken') && absent('publicApiKey')) {
    add('publicApiToken', 'is missing: copy it from your ProfitWell account');
  } else if (!absent('publicApiToken') && !absent('publicApiKey')) {
    add('publicApiKey', 'is ignored, because publicApiToken is there, too');
  }
  const token = values.publicApiToken ?? values.publicApiKey;
  if (typeof token == 'string' && token.trim().startsWith('paddletoken_') && absent('customerIdTrait')) {
    add('customerIdTrait', 'is missing: with a token of Paddle only customer ids that begin with ctm_ are sent');
  }
  return found;
}
