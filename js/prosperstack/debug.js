// `retention-destinations/prosperstack/debug`: what the destination decides and why, in words.

import * as border from '#border';
import { debugEntry, plain } from '#debug';
import { isInSegment } from '../hosts/segment.js';
import { parsed } from '../shared/settings-sources.js';

const API_KEY = 'the API key belongs on your server, in the relay';
/** Names that are no settings, and what is likely meant. @type {Record<string, any>} */
const LIKELY = {
  __proto__: null, // so that a name like "constructor" is none of these
  url: 'endpoint',
  relay: 'endpoint',
  allowlist: 'allow',
  allowed: 'allow',
};

/** @type {import('../shared/setting-hints.js').Product} */
const product = {
  border,
  parsed,
  isInSegment,
  missing: 'the URL of your relay',
  // The last three are attributes of the script tag only.
  others: ['consentCategories', 'analyticsKey', 'nowasmSrc', 'prosperstackConsent'],
  unknown(name) {
    if (!/^(data)?(api)?key$/.test(plain(name))) return undefined;
    return { hint: `is not a setting: ${API_KEY}`, code: 'secret_in_page', gravity: 'error', isToGo: true };
  },
  means: (name) => LIKELY[name],
  hints: {
    endpoint(address) {
      if (!/prosperstack\.com/i.test(address)) return undefined;
      return {
        hint: 'must be your own relay: a page cannot speak to ProsperStack without a secret',
        gravity: 'error',
      };
    },
    allow(allow) {
      return Array.isArray(allow)
        ? undefined
        : { hint: 'must be a list of property names', code: 'invalid_allow', gravity: 'error' };
    },
  },
  together({ allow, mapping }, add) {
    if (!Array.isArray(allow) || typeof mapping !== 'object' || mapping === null) return;
    for (const [trait, entry] of Object.entries(mapping)) {
      const property = typeof entry === 'string' ? entry : entry?.property;
      if (typeof property !== 'string' || allow.includes(property)) continue;
      const near = allow.find((name) => typeof name === 'string' && plain(name) === plain(property));
      const guess = near ? `: did you mean ${JSON.stringify(near)}?` : '';
      add('mapping', { hint: `sends ${JSON.stringify(trait)} to a property that allow does not name${guess}` });
    }
  },
};

const behaviour = () => 'sends the properties of identified subscribers to your relay';
const debug = debugEntry(
  { product, needs: { fallback: border.NOWASM, vendor: [] }, other: 'publicApiToken', behaviour },
  ['prosperstackDestination'],
);

export const { EXPLANATIONS, explain, watch, checkSettings, checkPage, checkPolicy, check, resetForTests } =
  /** @type {typeof import('./debug.js')} */ (debug);
