// The settings and their refusal, in plain JavaScript.

/**
 * @typedef {object} Settings
 * @property {string} token
 * @property {boolean} marketing
 * @property {any} consent
 * @property {boolean} useStoredUser
 * @property {string} scriptUrl
 * @property {number} timeoutMs
 * @property {string} [nonce]
 * @property {string} [customerIdTrait]
 */

/** @type {Record<string, boolean>} */
const SITE_TYPES = { marketing: true, webapp: false, wepapp: false };
/** @type {Record<string, (value: any) => boolean>} */
const RULES = {
  publicApiToken: (value) => typeof value === 'string' && value.trim() !== '' && value.trim().length <= 100,
  siteType: (value) => typeof value === 'string' && siteType(value) in SITE_TYPES,
  customerIdTrait: (value) => typeof value === 'string',
  consent: (value) =>
    value === true ||
    value === false ||
    value === 'required' ||
    typeof value === 'function' ||
    typeof value?.then === 'function',
  useStoredUser: (value) => typeof value === 'boolean',
  nonce: (value) => typeof value === 'string',
  scriptUrl: mayLoad,
  timeoutMs: (value) => value >= 0 && value <= 60_000,
};

/** @param {string} value */
const siteType = (value) => value.trim().toLowerCase().replace(/[-_ ]/g, '');

/** @param {string} value */
function mayLoad(value) {
  const { protocol, hostname, origin } = new URL(value, location.href);
  return (
    protocol === 'https:' ||
    (protocol === 'http:' && (origin === location.origin || ['127.0.0.1', 'localhost', '[::1]'].includes(hostname)))
  );
}

/**
 * @param {(value: any) => boolean} rule
 * @param {unknown} value
 */
const holds = (rule, value) => {
  try {
    return rule(value);
  } catch {
    return false;
  }
};

/**
 * The settings with their defaults, or undefined where one of them is refused, which is said once.
 *
 * @param {Record<string, any>} given
 * @returns {Settings | undefined}
 */
export function read(given) {
  /** @type {Record<string, any>} */
  const settings = {
    siteType: 'marketing',
    consent: true,
    useStoredUser: true,
    timeoutMs: 5000,
    scriptUrl: 'https://public.profitwell.com/js/profitwell.js',
    nonce: document.currentScript?.nonce || undefined,
    ...given,
    publicApiToken: given.publicApiToken ?? given.publicApiKey,
  };
  const refused = Object.keys(RULES).find(
    (name) => (settings[name] !== undefined || name === 'publicApiToken') && !holds(RULES[name], settings[name]),
  );
  if (refused) {
    console.error(`[ProfitWell] the setting ${refused} is missing or not one of its values`);
    return undefined;
  }
  return /** @type {any} */ ({
    ...settings,
    token: settings.publicApiToken.trim(),
    marketing: SITE_TYPES[siteType(settings.siteType)],
  });
}
