// The hands of the module: each function performs one thing and catches whatever the page
// throws. Where the module takes a number, true is 1, and false and undefined are 0. What to perform is decided in Rust. The vendor's words are held against
// profitwell/snippet.rs, where their sources are, by a native test.

const SCRIPT_URL = 'https://public.profitwell.com/js/profitwell.js';
const ELEMENT_ID = 'profitwell-js';
const TOKEN_ATTRIBUTE = 'data-pw-auth';
const LONGEST_QUEUE = 100;

// Where in the list of settings these are; the list is that of settings.rs.
const TOKEN = 0;
const NONCE = 5;
const URL_ = 6;

/** The outcome of the vendor's script, once there is one to wait for. */
export let settled;

// What the page's core says a code with, and the contract of the host that loads.
let say = () => {};
let host;
export const setSay = (task) => (say = task);
export const setHost = (contract) => (host = contract);

/** Runs what may throw because the page made it so. */
export const attempt = (task, otherwise) => {
  try {
    return task();
  } catch {
    return otherwise;
  }
};

/**
 * The classic script that runs now. Not `document.currentScript`: `<img name=currentScript>` takes
 * its place, and what such an element says would be taken for the tag's own settings.
 */
export const runningScript = () =>
  Object.getOwnPropertyDescriptor(Document.prototype, 'currentScript').get.call(document);

export const wait = (ms) => new Promise((resolve) => setTimeout(resolve, ms));

// Values. The module knows them by their places in this list, of which the first four are kept
// from one call to the next (`Place` in value.rs).
const KEPT = 4;
export const values = Array(KEPT);
export const put = (value) => values.push(value) - 1;

/** Where the next value goes; everything from such a place on is gone after `release`. */
export const mark = () => values.length;
export const release = (place) => (values.length = place);

/** Keeps nothing of the visitor. */
export const forget = () => values.fill(undefined, 0, KEPT);

// The order of kinds is that of `kind` in handle.rs.
const KINDS = [undefined, null, false, true];
export const kind = (place) => {
  const value = values[place];
  const at = KINDS.indexOf(value);
  if (at >= 0) return at;
  return { string: 4, function: 5 }[typeof value] ?? (attempt(() => value.then?.call) ? 6 : 7);
};
export const number = (place) => (typeof values[place] == 'number' ? values[place] : NaN);
export const length = (place) => (typeof values[place] == 'string' ? values[place].length : -1);
export const unit = (place, index) => (index < length(place) ? values[place].charCodeAt(index) : -1);
export const trimmed = (place) => put(length(place) < 0 ? undefined : values[place].trim());
const keysOf = (value) => attempt(() => (typeof value == 'object' && value ? Object.keys(value) : []), []);
export const keys = (place) => put(keysOf(values[place]));
export const get = (place, name) => {
  const value = values[place];
  return put(attempt(() => (keysOf(value).includes(values[name]) ? value[values[name]] : undefined)));
};
export const item = (list, index) => put(values[list][index]);
export const keep = (place, to) => (to < 0 ? put(values[place]) : ((values[to] = values[place]), to));
export const same = (one, other) => values[one] === values[other];

// The vendor.
let stub; // our queue stub, while it is ours
let anonymous; // the options of our anonymous `start`, which may still wait in the queue
let halted; // consent was withdrawn: insert nothing
let resume; // the retry that came due meanwhile

const base = (url) => url.split('?')[0];
// Not `document.scripts`: an element named so would stand in for it.
const scriptOf = (url) =>
  [...document.getElementsByTagName('script')].find((script) =>
    [SCRIPT_URL, base(url ?? SCRIPT_URL)].includes(base(script.src || '')),
  );
const now = (task) => task();
export const isLoaded = () => attempt(() => window.profitwell?.isLoaded);
const setStub = () => {
  if (window.profitwell == null) {
    window.profitwell = stub = function () {
      const queue = (stub.q = stub.q || []);
      if (queue.length < LONGEST_QUEUE) queue.push(arguments);
    };
  }
};
const call = (...words) =>
  attempt(() => {
    halted = 0;
    if (resume) resume();
    window.profitwell(...words);
    return true;
  });

const waiting = (test) => attempt(() => [].some.call(window.profitwell?.q ?? [], test));
const startWaits = () => waiting((entry) => entry[0] == 'start');

export const survey = (settings) =>
  attempt(() => {
    const { [TOKEN]: token, [URL_]: url } = values[settings];
    const vendor = window.profitwell;
    const element = document.getElementById(ELEMENT_ID);
    const script = scriptOf(url);
    const theirs =
      (element && element.getAttribute(TOKEN_ATTRIBUTE)) ||
      (script && new URL(script.src).searchParams.get('auth'));
    // The bits of `Survey` in snippet.rs, the lowest first.
    return [
      isLoaded(),
      element || script,
      theirs && theirs != token,
      startWaits(),
      vendor != null && typeof vendor != 'function',
      window.Paddle?.Initialized,
    ].reduce((bits, fact, bit) => bits | (!!fact << bit), 0);
  }, 16);

let policy;
let wanted; // the one URL that the policy returns

/** A script element for a URL, under Trusted Types by a policy of our own. */
export const scriptElement = (url, nonce) => {
  const element = document.createElement('script');
  element.async = true;
  if (nonce) element.nonce = nonce;
  wanted = url;
  policy ??= window.trustedTypes?.createPolicy('retention-destinations', {
    createScriptURL: (url) => (url == wanted ? url : null),
  });
  element.src = policy ? policy.createScriptURL(url) : url;
  return element;
};

/** Resolves once the script has run or failed; `element` is a script in the document. */
const settle = (element) =>
  new Promise((resolve) => {
    element.addEventListener('load', resolve);
    element.addEventListener('error', resolve);
  });

/** Puts the stub in place; inserts the script, or waits for the one somebody else has inserted. */
export const install = (settings, insert, firstDelay, secondDelay, blocked, missing) =>
  attempt(() => {
    let { [TOKEN]: token, [NONCE]: nonce, [URL_]: url } = values[settings];
    setStub();
    if (!insert) {
      const script = scriptOf(url);
      if (script && !isLoaded()) settled = settle(script);
      return;
    }
    call('auth_token', token);
    const delays = [firstDelay, secondDelay];
    let element;
    const run = () =>
      attempt(() => {
        resume = 0;
        // Somebody else's script may have arrived while ours failed.
        if (element && isLoaded()) return true;
        element?.remove();
        url ??= SCRIPT_URL;
        element = scriptElement(url + (url.includes('?') ? '&' : '?') + 'auth=' + encodeURIComponent(token), nonce);
        element.id = ELEMENT_ID;
        element.setAttribute(TOKEN_ATTRIBUTE, token);
        element.onload = () => stub && window.profitwell === stub && !isLoaded() && say(missing);
        element.onerror = () => {
          const delay = delays.shift();
          if (delay) setTimeout(() => (halted ? (resume = run) : run()), delay);
          else say(blocked);
        };
        settled ??= settle(element);
        (document.head ?? document.documentElement).appendChild(element);
        return true;
      }) || say(blocked); // Trusted Types may refuse our policy
    // A classic integration has its own `load` and `start`, which a site may have replaced.
    (host?.insert ?? now)(run);
  });

/** 1 starts, 2 completes our anonymous start while it waits, 3 re-identifies (session.rs), 4 tells Paddle. */
export const tell = (what, byEmail, place) => {
  const value = values[place];
  const field = byEmail ? 'user_email' : 'user_id';
  if (what == 4) return attempt(() => (window.Paddle.Update({ pwCustomer: { id: value } }), true));
  if (what == 3) return call(field, value);
  if (what == 1) {
    const options = value === undefined ? (anonymous = {}) : { [field]: value };
    return (host?.start ?? now)(() => call('start', options), byEmail ? value : undefined);
  }
  return (
    !isLoaded() && waiting((entry) => entry[0] == 'start' && entry[1] === anonymous) && !!(anonymous[field] = value)
  );
};

export const takeBack = () =>
  attempt(() => {
    halted = 1;
    const queue = window.profitwell.q;
    const started = !isLoaded() && startWaits();
    for (let i = queue.length; i--; ) if (/^(start$|user_)/.test(queue[i][0])) queue.splice(i, 1);
    return started;
  });
