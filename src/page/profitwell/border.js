// What crosses between the module of the ProfitWell destination and JavaScript, by name. Generated from the
// Rust sources by `cargo run --package xtask -- border`: do not edit.

export * from '../border.js';

export const VERSION = '0.1.0';
export const NAME = 'ProfitWell';

// The script tag's file without WebAssembly.
export const NOWASM = 'profitwell.nowasm.js';

// The script tag's file of what debug says.
export const DEBUG = 'profitwell.debug.js';
export const DEFAULT_TIMEOUT_MS = 5000;

// The places of the settings in the list of values, their names, and what would be right.
export const Setting = /** @type {const} */ ({
  publicApiToken: 0,
  siteType: 1,
  customerIdTrait: 2,
  consent: 3,
  useStoredUser: 4,
  nonce: 5,
  scriptUrl: 6,
  timeoutMs: 7,
  debug: 8,
});
export const NAMES = [
  'publicApiToken',
  'siteType',
  'customerIdTrait',
  'consent',
  'useStoredUser',
  'nonce',
  'scriptUrl',
  'timeoutMs',
  'debug',
];
export const EXPECTED = [
  'copy it from your ProfitWell account',
  '"marketing" or "web app"',
  'the name of a trait',
  'true, false, "required", a promise or a function',
  'true or false',
  'a string',
  'an https or same-origin URL',
  'a number of milliseconds',
  'true or false',
];

// The settings that are true or false: an attribute without a value means true.
export const FLAGS = ['useStoredUser', 'debug'];

// The places of what a page adds: the first four about the setting that is a URL.
export const Fact = /** @type {const} */ ({
  Protocol: 9,
  HostName: 10,
  SameOrigin: 11,
  Credentials: 12,
  Given: 13,
});
export const URL_SETTING = 6;

// The codes: what a page reports. Those of refused settings are 1 and their place.
export const INVALID = 1;
export const Code = /** @type {const} */ ({
  Missing: 10,
  InternalError: 11,
  WebassemblyRefused: 12,
  AnotherToken: 13,
  AlsoInSegment: 14,
  GlobalTaken: 15,
  SettingsDisagree: 16,
  ConsentIgnored: 17,
  QueueFull: 18,
  InvalidCall: 19,
  VendorScriptBlocked: 20,
  VendorGlobalMissing: 21,
  VendorThrew: 22,
  StartedWithEmail: 23,
  StartedWithCustomerId: 24,
  StartedAnonymously: 25,
  StartCompleted: 26,
  ReidentifiedByEmail: 27,
  ReidentifiedByCustomerId: 28,
  NothingNew: 29,
  NoIdentity: 30,
  WaitingForIdentify: 31,
  NothingForPaddle: 32,
  ConsentDenied: 33,
  ConsentWaiting: 34,
  OffByIntegrations: 35,
  Forgotten: 36,
  NoTraits: 37,
  EmailTraitMissing: 38,
  EmailTraitNearMiss: 39,
  EmailUnusable: 40,
  CustomerIdMissing: 41,
  CustomerIdNearMiss: 42,
  CustomerIdUnusable: 43,
});
export const LAST_ERROR = 12;
export const LAST_OFF = 15;
export const LAST_WARNING = 22;

// Of a refused setting that turns nothing off and counts as not set.
export const IGNORED = 9;

// Names of the codes that follow after those of settings, as far as a page's own file has them.
export const FIRST_REPORT = 11;
export const CODES = [
  'internal_error',
  'webassembly_refused',
  'another_token',
  'also_in_segment',
  'global_taken',
  'settings_disagree',
  'consent_ignored',
  'queue_full',
  'invalid_call',
  'vendor_script_blocked',
  'vendor_global_missing',
  'vendor_threw',
  'started_with_email',
  'started_with_customer_id',
  'started_anonymously',
  'start_completed',
  'reidentified_by_email',
  'reidentified_by_customer_id',
  'nothing_new',
  'no_identity',
  'waiting_for_identify',
  'nothing_for_paddle',
  'consent_denied',
  'consent_waiting',
  'off_by_integrations',
  'forgotten',
];

// What all of these codes mean, for the explanations, which alone hold it; % stands for the detail.
export const SENTENCES = /** @type {const} */ ({
  internal_error: 'off because of an internal error; please report it',
  webassembly_refused: 'off: WebAssembly and its fallback are refused',
  another_token: 'off: on this page with another token',
  also_in_segment: 'off: switch it off in Segment',
  global_taken: 'off: window.profitwell is not a function',
  settings_disagree: 'sources disagree, the first counts',
  consent_ignored: 'a foreign data-consent is ignored',
  queue_full: 'more than 1000 calls waited',
  invalid_call: 'no such call',
  vendor_script_blocked: 'script blocked or offline',
  vendor_global_missing: 'script loaded, window.profitwell missing',
  vendor_threw: 'window.profitwell threw',
  started_with_email: 'ProfitWell is started with the email of the visitor',
  started_with_customer_id: 'ProfitWell is started with the customer id; it takes precedence over an email',
  started_anonymously: 'ProfitWell is started without an identity; an identify with an email adds it later',
  start_completed: 'the anonymous start was still queued and now has the identity',
  reidentified_by_email: 'ProfitWell is started already and gets the email by user_email',
  reidentified_by_customer_id: 'ProfitWell is started already and gets the customer id by user_id',
  nothing_new: 'ProfitWell knows this visitor already; nothing is sent',
  no_identity: 'this identify names nobody, so nothing is sent',
  waiting_for_identify: 'a web app starts ProfitWell with the first identify',
  nothing_for_paddle:
    'with Paddle only customer ids that begin with ctm_ are sent; name their trait in customerIdTrait',
  consent_denied: 'the visitor does not consent; nothing is sent or kept',
  consent_waiting: 'the visitor has not answered yet; only the newest identity is kept, in memory',
  off_by_integrations: 'the integrations object switches ProfitWell off; nothing is sent',
  forgotten: 'the host has forgotten its user; the next identity is a new visitor',
  no_traits: 'this identify has no traits; add the trait email',
  email_trait_missing: 'no trait of this identify is called email; add it',
  email_trait_near_miss: '"%" is not read; name the trait email',
  email_unusable: 'the value of the trait email is not used: %',
  customer_id_missing: 'this identify has no trait of the name in customerIdTrait',
  customer_id_near_miss: '"%" is not read; customerIdTrait has another spelling',
  customer_id_unusable: 'the value of the trait in customerIdTrait is not used: %',
});

// For the debug entry, which alone holds them: what each setting accepts, and every code.
export const SETTINGS = [
  {
    name: 'publicApiToken',
    accepts: 'text',
    shortest: 1,
    longest: 100,
    expected: 'copy it from your ProfitWell account',
  },
  {
    name: 'siteType',
    accepts: 'words',
    words: ['marketing', 'webapp', 'wepapp'],
    expected: '"marketing" or "web app"',
  },
  { name: 'customerIdTrait', accepts: 'text', shortest: 1, expected: 'the name of a trait' },
  { name: 'consent', accepts: 'consent', expected: 'true, false, "required", a promise or a function' },
  { name: 'useStoredUser', accepts: 'flag', expected: 'true or false' },
  { name: 'nonce', accepts: 'text', shortest: 0, expected: 'a string' },
  { name: 'scriptUrl', accepts: 'url', credentials: true, expected: 'an https or same-origin URL' },
  { name: 'timeoutMs', accepts: 'milliseconds', least: 0, expected: 'a number of milliseconds' },
  { name: 'debug', accepts: 'flag', expected: 'true or false' },
];
export const EXPLANATIONS = /** @type {const} */ ({
  invalid_public_api_token:
    'The destination is off, because publicApiToken is not a string or is longer than 100 characters.',
  invalid_site_type: 'The destination is off, because siteType is neither "marketing" nor "web app".',
  invalid_customer_id_trait: 'The destination is off, because customerIdTrait is not the name of a trait.',
  invalid_consent: 'The destination is off, because consent is not true, false, "required", a promise or a function.',
  invalid_use_stored_user: 'The destination is off, because useStoredUser is neither true nor false.',
  invalid_nonce: 'The destination is off, because nonce is not a string.',
  invalid_script_url:
    'The destination is off, because scriptUrl is neither an https URL nor one of the page’s own origin (plain http is accepted on localhost only).',
  invalid_timeout_ms:
    'The destination is off, because timeoutMs is not a number of milliseconds that a timer can wait.',
  invalid_debug: 'This setting is ignored, because debug is neither true nor false.',
  missing_public_api_token:
    'The destination is off and requested nothing, because publicApiToken is missing, empty or a placeholder.',
  internal_error: 'The destination had an internal error and is off until the page is loaded again; please report it.',
  webassembly_refused:
    "The destination is off, because the page’s Content-Security-Policy or the browser refuses WebAssembly, and its fallback could not be loaded; allow 'wasm-unsafe-eval' in script-src, or serve profitwell.nowasm.js.",
  another_token: 'This registration is off, because ProfitWell is already on the page with another token.',
  also_in_segment:
    'This registration is off, because Segment’s own ProfitWell destination is on for the same source and would start ProfitWell as well.',
  global_taken: 'The destination is off, because window.profitwell holds something that is not a function.',
  settings_disagree:
    'Sources of the settings disagree, so the first of them counts: the attributes, then window.profitwellSettings, then the URL.',
  consent_ignored:
    'The value of data-consent is none of true, false and required, so it was taken for a consent manager’s own mark and ignored; data-profitwell-consent is read before it.',
  queue_full: 'More than 1000 calls waited for the script tag, so the later ones were dropped.',
  invalid_call: 'Something that is not a call of the destination was pushed or passed to it, and ignored.',
  vendor_script_blocked:
    'ProfitWell’s script could not be downloaded after three attempts: an ad blocker, the Content-Security-Policy or the network stopped it.',
  vendor_global_missing:
    'ProfitWell’s script was downloaded but did not take over window.profitwell, so the calls stay in the queue.',
  vendor_threw:
    'ProfitWell’s function threw an error; it was caught, and the page and its other destinations continue.',
  started_with_email: 'ProfitWell was started with the visitor’s email.',
  started_with_customer_id:
    'ProfitWell was started with the customer id, which takes precedence over the email, because customerIdTrait names a trait that holds one.',
  started_anonymously:
    'ProfitWell was started without an identity, because no usable email or customer id was known yet.',
  start_completed:
    'The anonymous start still waited in the queue, so it got the visitor’s identity instead of a second call.',
  reidentified_by_email:
    'ProfitWell is already started and may be started only once, so it got the new email by user_email.',
  reidentified_by_customer_id:
    'ProfitWell is already started and may be started only once, so it got the new customer id by user_id.',
  nothing_new: 'Nothing was sent, because ProfitWell already knows this visitor.',
  no_identity: 'Nothing was sent, because this identify has neither a usable email nor a customer id.',
  waiting_for_identify: 'Nothing was started at load, because a web app waits for identify.',
  nothing_for_paddle:
    'Nothing was sent, because Paddle.js runs ProfitWell on this page and takes only customer ids that begin with ctm_.',
  consent_denied: 'Nothing was sent and nothing is kept, because the visitor does not consent.',
  consent_waiting:
    'Nothing was sent or requested yet, because the visitor has not answered; only the newest identity is kept, in memory.',
  off_by_integrations: 'Nothing was sent, because the integrations object switches ProfitWell off.',
  forgotten: 'The host forgot its user; the next identity counts as a new visitor, and nothing is sent before it.',
  no_traits: 'ProfitWell got no identity, because this identify has no traits.',
  email_trait_missing: 'ProfitWell got no email, because no trait of this identify is called email.',
  email_trait_near_miss: 'ProfitWell got no email, because this trait holds one but is not called email.',
  email_unusable:
    'ProfitWell got no email, because the value of the trait email is not an email address; an address has one @, something before it, and a dot after it.',
  customer_id_missing:
    'ProfitWell got no customer id, because no trait of this identify has the name that customerIdTrait gives.',
  customer_id_near_miss:
    'ProfitWell got no customer id, because this trait is spelt almost, but not exactly, as in customerIdTrait.',
  customer_id_unusable:
    'ProfitWell got no customer id, because the value of the trait that customerIdTrait names is not a string, is empty or a placeholder, or is too long.',
});

// The same: a string that nobody has filled in; settings.rs.
export const UNSET = /^(undefined|null|0)?$|^(YOUR_|process\.env\.|["#$%&'<{\u2018-\u201f])/;
export const Call = /** @type {const} */ ({
  Nothing: 0,
  Start: 1,
  CompleteStart: 2,
  Reidentify: 3,
  UpdatePaddle: 4,
});
export const By = /** @type {const} */ ({
  Email: 0,
  CustomerId: 1,
});
export const Flow = /** @type {const} */ ({
  NoConsent: 0,
  NotLoaded: 1,
  Commands: 2,
  Paddle: 3,
});

// The possible results of a cancellation flow.
export const STATUSES = ['retained', 'aborted', 'chose_to_cancel', 'error'];

// What of the vendor a page holds, as bits.
export const Survey = /** @type {const} */ ({
  Loaded: 1,
  Element: 2,
  AnotherToken: 4,
  StartQueued: 8,
  NotCallable: 16,
  Paddle: 32,
});

// The vendor's names; their sources are in snippet.rs.
export const SCRIPT_URL = 'https://public.profitwell.com/js/profitwell.js';
export const ELEMENT_ID = 'profitwell-js';
export const TOKEN_ATTRIBUTE = 'data-pw-auth';
export const GLOBAL = 'profitwell';
export const START = 'start';
export const AUTH_TOKEN = 'auth_token';
export const USER_EMAIL = 'user_email';
export const USER_ID = 'user_id';
export const INIT_CANCELLATION_FLOW = 'init_cancellation_flow';
export const RETRY_DELAYS_MS = [500, 2000];
