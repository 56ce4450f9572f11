// `retention-destinations/debug`: what the destination decides and why, in words.

import * as border from '#border';
import { debugEntry, plain } from '#debug';
import { attempt } from '../../src/page/attempt.js';
import { isInSegment } from '../hosts/segment.js';
import { parsed } from '../shared/settings-sources.js';
import { behaviour, NEEDS, pageRules } from './page-rules.js';

/** What is likely a sample besides what the destination itself rejects. */
const SAMPLE = /^(your|my|the)\b|^your|^x+$|token[_ ]?here|^\[.*\]$|^__.*__$|^@.*@$/i;

/** @type {import('../shared/setting-hints.js').Product} */
const product = {
  border,
  parsed,
  isInSegment,
  missing: 'copy it from your ProfitWell account',
  aliases: { publicApiKey: 'publicApiToken' }, // RudderStack's name for it
  // The last three are attributes of the script tag only.
  others: ['consentCategories', 'analyticsKey', 'nowasmSrc', 'profitwellConsent'],
  unknown(name) {
    if (!/private|secret/i.test(name)) return undefined;
    const hint = 'is not a setting: a private token must never be in a page';
    return { hint, code: 'secret_in_page', gravity: 'error', isToGo: true };
  },
  // token, apiKey, data-pw-auth …
  means: (name) => (/token|key|auth/.test(name) ? 'publicApiToken' : undefined),
  hints: {
    publicApiToken(token) {
      if (/\s/.test(token.trim())) return { hint: 'holds white space: copy it again', gravity: 'error' };
      if (token.trim() !== token) {
        return { hint: 'begins or ends with white space, which is ignored', gravity: 'note', value: token.trim() };
      }
      if (SAMPLE.test(token)) {
        const hint = 'looks like a placeholder: put your own Public API Token there';
        return { hint, code: 'placeholder_token', gravity: 'error' };
      }
      if (!/^pk_/.test(token)) return undefined;
      return { hint: 'looks like a key of Stripe: the Public API Token of ProfitWell belongs here', gravity: 'error' };
    },
    customerIdTrait(name) {
      if (!['email', 'id', 'userid', 'anonymousid'].includes(plain(name))) return undefined;
      return {
        hint: 'must name the trait with the customer id of the billing platform, not the email or the user id',
      };
    },
    nonce(nonce) {
      if (!nonce.startsWith('nonce-') && !/['"\s]/.test(nonce)) return undefined;
      return { hint: 'must be the bare value, without nonce- and quotes' };
    },
    scriptUrl(address) {
      const isToken = new URL(address, 'https://same.origin.invalid').searchParams.has('auth');
      return isToken ? { hint: 'has auth in it already, which is added: leave it out' } : undefined;
    },
  },
  together({ publicApiToken, publicApiKey, customerIdTrait }, add) {
    if (publicApiToken != null && publicApiKey != null) {
      add('publicApiKey', { hint: 'is ignored, because publicApiToken is there, too', isToGo: true });
    }
    const token = publicApiToken ?? publicApiKey;
    if (typeof token === 'string' && token.trim().startsWith('paddletoken_') && customerIdTrait == null) {
      add('customerIdTrait', {
        hint: 'is missing: with a token of Paddle only customer ids that begin with ctm_ are sent',
      });
    }
  },
};

const debug = debugEntry({ product, needs: NEEDS, other: 'endpoint', behaviour, rules: pageRules }, [
  'profitwell',
  'profitwellDestination',
]);

export const { EXPLANATIONS, explain, watch, checkSettings, checkPage, checkPolicy, check } =
  /** @type {typeof import('./debug.js')} */ (debug);

export const resetForTests = () => {
  debug.resetForTests();
  attempt(() => {
    for (const script of document.querySelectorAll('script[data-pw-auth]')) script.remove();
  });
};
