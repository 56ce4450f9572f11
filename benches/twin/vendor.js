// The vendor's queue and script element, in plain JavaScript.

/** @typedef {import('./identity.js').Identity} Identity */

/** @typedef {{ (...call: unknown[]): void, q?: unknown[][] }} Stub */

const ELEMENT_ID = 'profitwell-js';
const LONGEST_QUEUE = 100;
const RETRY_MS = [500, 2000];

/** @type {Stub | undefined} */
let stub;
/** @type {Record<string, string> | undefined} */
let anonymous;
let halted = false;
/** @type {(() => void) | undefined} */
let resume;

/**
 * Settles when the vendor's script has run or failed for the first time.
 *
 * @type {Promise<unknown> | undefined}
 */
export let settled;

export const isLoaded = () => !!window.profitwell?.isLoaded;

/** @param {string} url */
const base = (url) => url.split('?')[0];
/** @param {string} url */
const scriptOf = (url) => [...document.scripts].find((script) => base(script.src) === base(url));
/** @type {() => [string, unknown][]} */
const queued = () => [...(window.profitwell?.q ?? [])];
/** @param {Element} element */
const outcome = (element) =>
  new Promise((resolve) => {
    element.addEventListener('load', resolve);
    element.addEventListener('error', resolve);
  });

/** Tells the vendor, or its queue. @param {[string, unknown]} words */
export function tell(...words) {
  halted = false;
  resume?.();
  window.profitwell(...words);
}

/** Starts by an identity or anonymously; once per page. @param {Identity} [identity] */
export function start(identity) {
  const options = identity ? { [identity.field]: identity.value } : {};
  if (!identity) anonymous = options;
  tell('start', options);
}

/**
 * Gives the anonymous start an identity while it still waits in our queue; whether it did.
 *
 * @param {Identity} identity
 */
export function complete({ field, value }) {
  const waits = !isLoaded() && queued().some(([command, options]) => command === 'start' && options === anonymous);
  if (waits && anonymous) anonymous[field] = value;
  return waits;
}

/** Takes back what the vendor has not read; whether a start was among it. */
export function takeBack() {
  halted = true;
  const queue = window.profitwell?.q;
  if (!queue) return false;
  const started = !isLoaded() && queued().some(([command]) => command === 'start');
  queue.splice(0, queue.length, ...queued().filter(([command]) => command !== 'start' && !command.startsWith('user_')));
  return started;
}

/**
 * Puts stub and script in place; says `'started'` if somebody else has started the vendor, `'off'` if it is not ours.
 *
 * @param {{ token: string, scriptUrl: string, nonce?: string }} settings
 */
export function install({ token, scriptUrl, nonce }) {
  const element = document.getElementById(ELEMENT_ID);
  const script = scriptOf(scriptUrl);
  const theirs = element?.getAttribute('data-pw-auth') || (script && new URL(script.src).searchParams.get('auth'));
  if (theirs && theirs !== token) {
    console.warn('[ProfitWell] the page already uses another token');
    return 'off';
  }
  const started = isLoaded() || queued().some(([command]) => command === 'start');
  const present = isLoaded() || element || script;
  if (!window.profitwell) {
    /** @type {Stub} */
    const queue = (...call) => {
      queue.q ??= [];
      if (queue.q.length < LONGEST_QUEUE) queue.q.push(call);
    };
    stub = queue;
    window.profitwell = stub;
  }
  if (!present) {
    tell('auth_token', token);
    insert(`${scriptUrl}${scriptUrl.includes('?') ? '&' : '?'}auth=${encodeURIComponent(token)}`, token, nonce, [
      ...RETRY_MS,
    ]);
  } else if (script && !isLoaded()) settled = outcome(script);
  return started ? 'started' : undefined;
}

/**
 * @param {string} url
 * @param {string} token
 * @param {string | undefined} nonce
 * @param {number[]} delays
 */
function insert(url, token, nonce, delays) {
  resume = undefined;
  const element = document.createElement('script');
  element.async = true;
  element.id = ELEMENT_ID;
  element.src = url;
  if (nonce) element.nonce = nonce;
  element.setAttribute('data-pw-auth', token);
  element.onload = () => {
    if (window.profitwell === stub) console.warn('[ProfitWell] the script has loaded, its global is missing');
  };
  element.onerror = () => {
    const delay = delays.shift();
    if (!delay) return console.warn('[ProfitWell] the script is blocked, or the page offline');
    const again = () => {
      if (isLoaded()) return;
      element.remove();
      insert(url, token, nonce, delays);
    };
    setTimeout(() => {
      if (halted) resume = again;
      else again();
    }, delay);
  };
  settled ??= outcome(element);
  (document.head ?? document.documentElement).append(element);
}
