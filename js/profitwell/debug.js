// `retention-destinations/debug`: what the destination decides and why, in words.

import { attempt } from '../../src/page/attempt.js';
import { debugEntry } from '../shared/debug.js';
import { plain } from '../shared/spelling.js';

/** What is likely a sample besides what the destination itself rejects. */
const SAMPLE = /^(your|my|the)\b|^your|^x+$|token[_ ]?here|^\[.*\]$|^__.*__$|^@.*@$/i;

const debug = debugEntry(
  {
    missing: 'copy it from your ProfitWell account',
    aliases: { publicApiKey: 'publicApiToken' }, // RudderStack's name for it
    // The last three are attributes of the script tag only.
    others: ['consentCategories', 'analyticsKey', 'nowasmSrc', 'profitwellConsent'],
    unknown(name) {
      if (/private|secret/i.test(name)) return 'is not a setting: a private token must never be in a page';
      return undefined;
    },
    // token, apiKey, data-pw-auth …
    means: (name) => (/token|key|auth/.test(name) ? 'publicApiToken' : undefined),
    hints: {
      publicApiToken(token) {
        if (/\s/.test(token.trim())) return 'holds white space: copy it again';
        if (token.trim() !== token) return 'begins or ends with white space, which is ignored';
        if (SAMPLE.test(token)) return 'looks like a placeholder: put your own Public API Token there';
        if (/^(sk|rk|pk)_/.test(token))
          return 'looks like a key of Stripe: the Public API Token of ProfitWell belongs here';
        return undefined;
      },
      customerIdTrait(name) {
        if (!['email', 'id', 'userid', 'anonymousid'].includes(plain(name))) return undefined;
        return 'must name the trait with the customer id of the billing platform, not the email or the user id';
      },
      nonce(nonce) {
        const isWrapped = nonce.startsWith('nonce-') || /['"\s]/.test(nonce);
        return isWrapped ? 'must be the bare value, without nonce- and quotes' : undefined;
      },
      scriptUrl(address) {
        const isToken = new URL(address, 'https://same.origin.invalid').searchParams.has('auth');
        return isToken ? 'has auth in it already, which is added: leave it out' : undefined;
      },
    },
    together({ publicApiToken, publicApiKey, customerIdTrait }, add) {
      if (publicApiToken != null && publicApiKey != null) {
        add('publicApiKey', 'is ignored, because publicApiToken is there, too');
      }
      const token = publicApiToken ?? publicApiKey;
      if (typeof token === 'string' && token.trim().startsWith('paddletoken_') && customerIdTrait == null) {
        add('customerIdTrait', 'is missing: with a token of Paddle only customer ids that begin with ctm_ are sent');
      }
    },
  },
  ['profitwell', 'profitwellDestination'],
);

/** @type {typeof import('./debug.js').EXPLANATIONS} */
export const EXPLANATIONS = debug.EXPLANATIONS;
/** @type {typeof import('./debug.js').explain} */
export const explain = debug.explain;
/** @type {typeof import('./debug.js').watch} */
export const watch = debug.watch;
/** @type {typeof import('./debug.js').checkSettings} */
export const checkSettings = debug.checkSettings;

export const resetForTests = () => {
  debug.resetForTests();
  attempt(() => {
    for (const script of document.querySelectorAll('script[data-pw-auth]')) script.remove();
  });
};

export { checkSettings as check }; // its former name
