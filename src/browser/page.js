// The hands of the module: each function performs one thing and catches whatever the page
// throws. What to perform is decided in Rust. The vendor's words are held against
// profitwell/snippet.rs, where their sources are, by a native test.

const SCRIPT_URL = 'https://public.profitwell.com/js/profitwell.js';
const ELEMENT_ID = 'profitwell-js';
const TOKEN_ATTRIBUTE = 'data-pw-auth';
const LONGEST_QUEUE = 100;

// Where in the list of settings these are; the list is that of settings.rs.
const TOKEN = 0;
const NONCE = 5;
const URL_ = 6;

/** What the page's core listens to: `say` takes a code, `settled` is the script's outcome. */
export const hooks = { say() {}, settled: undefined };

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

// Values, narrowed. The order of kinds is that of `item_kind` in handle.rs.
const kind = (value) => {
  const at = [undefined, null, false, true].indexOf(value);
  if (at >= 0) return at;
  return { string: 4, function: 5 }[typeof value] ?? (attempt(() => value.then.call) ? 6 : 7);
};
export const unit = (text, index) =>
  typeof text == 'string' && index < text.length ? text.charCodeAt(index) : -1;
export const trimmed = (value) => (typeof value == 'string' ? value.trim() : undefined);
export const keys = (value) => attempt(() => (typeof value == 'object' && value ? Object.keys(value) : []), []);
export const get = (value, names, item) =>
  attempt(() => (keys(value).includes(names[item]) ? value[names[item]] : undefined));
export const itemKind = (list, item) => kind(list[item]);
export const itemNumber = (list, item) => (typeof list[item] == 'number' ? list[item] : NaN);
export const itemUnit = (list, item, index) => unit(list[item], index);

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
export const isLoaded = () => attempt(() => window.profitwell.isLoaded);
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
  }, false);

export const survey = ({ [TOKEN]: token, [URL_]: url }) =>
  attempt(() => {
    const vendor = window.profitwell;
    const element = document.getElementById(ELEMENT_ID);
    const script = scriptOf(url);
    const theirs =
      (element && element.getAttribute(TOKEN_ATTRIBUTE)) ||
      (script && new URL(script.src).searchParams.get('auth'));
    return (
      (isLoaded() ? 1 : 0) |
      (element || script ? 2 : 0) |
      (theirs && theirs != token ? 4 : 0) |
      (attempt(() => [].some.call(vendor.q, (entry) => entry[0] == 'start')) ? 8 : 0) |
      (vendor == null || typeof vendor == 'function' ? 0 : 16) |
      (window.Paddle?.Initialized ? 32 : 0)
    );
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
export const install = (
  { [TOKEN]: token, [NONCE]: nonce, [URL_]: url },
  insert,
  firstDelay,
  secondDelay,
  blocked,
  missing,
) =>
  attempt(() => {
    setStub();
    if (!insert) {
      const script = scriptOf(url);
      if (script && !isLoaded()) hooks.settled = settle(script);
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
        element.onload = () => stub && window.profitwell === stub && !isLoaded() && hooks.say(missing);
        element.onerror = () => {
          const delay = delays.shift();
          if (delay) setTimeout(() => (halted ? (resume = run) : run()), delay);
          else hooks.say(blocked);
        };
        hooks.settled ??= settle(element);
        (document.head || document.documentElement).appendChild(element);
        return true;
      }) || hooks.say(blocked); // Trusted Types may refuse our policy
    // A classic integration has its own `load` and `start`, which a site may have replaced.
    (hooks.host?.insert ?? now)(run);
  });

const waiting = (test) => attempt(() => [].some.call(window.profitwell.q, test), false);

/** 1 starts, 2 completes our anonymous start while it waits, 3 re-identifies (session.rs), 4 tells Paddle. */
export const tell = (what, byEmail, value) => {
  const field = byEmail ? 'user_email' : 'user_id';
  if (what == 4) return attempt(() => (window.Paddle.Update({ pwCustomer: { id: value } }), true), false);
  if (what == 3) return call(field, value);
  if (what == 1) {
    const options = value === undefined ? (anonymous = {}) : { [field]: value };
    return (hooks.host?.start ?? now)(() => call('start', options), byEmail ? value : undefined);
  }
  return (
    !isLoaded() && waiting((entry) => entry[0] == 'start' && entry[1] === anonymous) && !!(anonymous[field] = value)
  );
};

export const takeBack = () =>
  attempt(() => {
    halted = 1;
    const queue = window.profitwell.q;
    const started = !isLoaded() && waiting((entry) => entry[0] == 'start');
    for (let i = queue.length; i--; ) if (/^(start$|user_)/.test(queue[i][0])) queue.splice(i, 1);
    return started;
  }, false);
