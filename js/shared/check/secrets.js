// What looks like a secret. Where one is found its place is told, and never it.

/** @typedef {import('./text.js').Range} Range */

const SECRETS = [
  /\b(?:sk|rk)_(?:live|test)_\w{8,200}/, // Stripe
  /\bwhsec_[\w+/=]{8,200}/, // Stripe's webhooks
  /\bpdl_(?:live|sdbx)_apikey_\w{8,200}/, // Paddle
  /\bkey_(?:live_|test_)?(?=[a-z_]{0,40}\d)\w{12,200}/, // ProsperStack
  /\bAKIA[0-9A-Z]{16}\b/, // AWS
  /\bgh[pousr]_\w{20,200}/, // GitHub
  /\bxox[abpr]-[\w-]{10,200}/, // Slack
  /\bsk-(?:ant-|proj-)?[\w-]{20,200}/, // OpenAI, Anthropic
  /-----BEGIN [A-Z ]{0,30}PRIVATE KEY-----/,
];
/** A value of a name that says so: `privateToken: '…'`, `data-api-secret="…"`. */
const NAMED =
  /(?:private|secret)[-_]?(?:api)?[-_]?(?:token|key)["']?\s{0,9}[:=]\s{0,9}["']([^"'\s<>{}]{8,200})["']|api[-_]?secret["']?\s{0,9}[:=]\s{0,9}["']([^"'\s<>{}]{8,200})["']/i;
const ANY = new RegExp(SECRETS.map(({ source }) => source).join('|'));
const EVERY = new RegExp(`${ANY.source}`, 'g');
const EVERY_NAMED = new RegExp(NAMED.source, 'gi');
/** What a sample has in its place. */
const SAMPLE = /YOUR|^x+$|^\*+$|^\.+$/i;

/** Whether a value looks like a secret. @param {string} value */
export const isSecret = (value) => ANY.test(value);

/** The places of what looks like secrets. @param {string} text @returns {Range[]} */
export const findSecrets = (text) => {
  /** @type {Range[]} */
  const found = [];
  for (const { 0: all, index } of text.matchAll(EVERY)) found.push([index, index + all.length]);
  for (const { 0: all, 1: one, 2: other, index } of text.matchAll(EVERY_NAMED)) {
    const value = one ?? other;
    const start = index + all.length - 1 - value.length;
    const isFound = found.some(([from, to]) => start < to && from < start + value.length);
    if (!isFound && !SAMPLE.test(value)) found.push([start, start + value.length]);
  }
  return found.sort(([one], [other]) => one - other);
};
