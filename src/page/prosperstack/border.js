// What crosses between the module of the ProsperStack destination and JavaScript, by name. Generated from the
// Rust sources by `cargo run --package xtask -- border`: do not edit.

export * from '../border.js';

export const VERSION = '0.1.0';
export const NAME = 'ProsperStack';

// The script tag's file without WebAssembly.
export const NOWASM = 'prosperstack.nowasm.js';

// The script tag's file of what debug says.
export const DEBUG = 'prosperstack.debug.js';
export const DEFAULT_TIMEOUT_MS = 10000;

// The places of the settings in the list of values, their names, and what would be right.
export const Setting = /** @type {const} */ ({
  endpoint: 0,
  mapping: 1,
  allow: 2,
  nestedTraits: 3,
  nestedEmail: 4,
  emailFromUserId: 5,
  consent: 6,
  useStoredUser: 7,
  timeoutMs: 8,
  debug: 9,
});
export const NAMES = [
  'endpoint',
  'mapping',
  'allow',
  'nestedTraits',
  'nestedEmail',
  'emailFromUserId',
  'consent',
  'useStoredUser',
  'timeoutMs',
  'debug',
];
export const EXPECTED = [
  'an https or same-origin URL without a password',
  '{trait: "Property"} or {trait: {property, type}}',
  'a list of property names',
  'true or false',
  'true or false',
  'true or false',
  'true, false, "required", a promise or a function',
  'true or false',
  'a number of milliseconds',
  'true or false',
];

// The settings that are true or false: an attribute without a value means true.
export const FLAGS = ['nestedTraits', 'nestedEmail', 'emailFromUserId', 'useStoredUser', 'debug'];

// The places of what a page adds: the first four about the setting that is a URL.
export const Fact = /** @type {const} */ ({
  Protocol: 10,
  HostName: 11,
  SameOrigin: 12,
  Credentials: 13,
  Given: 14,
});
export const URL_SETTING = 0;

// The codes: what a page reports. Those of refused settings are 1 and their place.
export const INVALID = 1;
export const Code = /** @type {const} */ ({
  Missing: 11,
  SecretInSettings: 12,
  InternalError: 13,
  WebassemblyRefused: 14,
  AnotherEndpoint: 15,
  SettingsDisagree: 16,
  ConsentIgnored: 17,
  InvalidCall: 18,
  AlsoInSegment: 19,
  NoSession: 20,
  OriginRefused: 21,
  EndpointNotFound: 22,
  AnotherPerson: 23,
  MessageRefused: 24,
  NotImplemented: 25,
  GaveUp: 26,
  QueueFull: 27,
  Sending: 28,
  Queued: 29,
  Delivered: 30,
  Retrying: 31,
  NothingNew: 32,
  NoEmail: 33,
  NoTraits: 34,
  EmailTraitMissing: 35,
  EmailTraitNearMiss: 36,
  EmailUnusable: 37,
  ConsentDenied: 38,
  ConsentWaiting: 39,
  OffByIntegrations: 40,
  Forgotten: 41,
  Seeded: 42,
  Loaded: 43,
  Reserved: 44,
  NotAllowed: 45,
  NearMiss: 46,
  TypeMismatch: 47,
  NotScalar: 48,
  TooLarge: 49,
  BothForms: 50,
  BrokenName: 51,
});
export const LAST_ERROR = 14;
export const LAST_OFF = 15;
export const LAST_WARNING = 27;

// Of a refused setting that turns nothing off and counts as not set.
export const IGNORED = 10;

// Names of the codes that follow after those of settings, as far as a page's own file has them.
export const FIRST_REPORT = 12;
export const CODES = [
  'secret_in_settings',
  'internal_error',
  'webassembly_refused',
  'another_endpoint',
  'settings_disagree',
  'consent_ignored',
  'invalid_call',
  'also_in_segment',
  'no_session',
  'origin_refused',
  'endpoint_not_found',
  'another_person',
  'message_refused',
  'not_implemented',
  'gave_up',
  'queue_full',
  'sending',
  'queued',
  'delivered',
  'retrying',
  'nothing_new',
  'no_email',
  'no_traits',
  'email_trait_missing',
  'email_trait_near_miss',
  'email_unusable',
  'consent_denied',
  'consent_waiting',
  'off_by_integrations',
  'forgotten',
  'seeded',
  'loaded',
  'reserved_trait',
  'not_allowed',
  'near_miss',
  'type_mismatch',
  'not_scalar',
  'too_large',
  'both_forms',
  'broken_name',
];

// What all of these codes mean, for the explanations, which alone hold it; % stands for the detail.
export const SENTENCES = /** @type {const} */ ({
  secret_in_settings: 'off: a setting looks like a secret API key; keep that on your server',
  internal_error: 'off because of an internal error; please report it',
  webassembly_refused: 'off: WebAssembly and its fallback are refused',
  another_endpoint: 'off: on this page with another endpoint',
  settings_disagree: 'sources disagree, the first counts',
  consent_ignored: 'a foreign data-consent is ignored',
  invalid_call: 'no such call',
  also_in_segment: 'also on in Segment: every change arrives twice; switch one off',
  no_session: 'the relay knows no session (401): dropped',
  origin_refused: 'the relay rejects this page (403): dropped',
  endpoint_not_found: 'no relay at endpoint (404, 405): dropped',
  another_person: "the session is another person's (409): dropped",
  message_refused: 'the relay rejected a message: dropped',
  not_implemented: 'the relay cannot deliver (501): dropped',
  gave_up: 'no answer from the relay after several attempts; the next identify tries again',
  queue_full: 'too many or too large properties, or calls: some are not sent',
  sending: 'a message is on its way to the relay',
  queued: 'the change waits for the message in flight, for a pause to end, or for the network',
  delivered: 'the relay has accepted the message',
  retrying: 'the relay could not accept the message; it is sent again later',
  nothing_new: 'the relay knows every property of this identify already; nothing is sent',
  no_email: 'ProsperStack finds subscribers by email, and this identify has none; nothing is sent',
  no_traits: 'this identify has no traits; add the trait email',
  email_trait_missing: 'no trait of this identify is called email; add it',
  email_trait_near_miss: '"%" is not read; name the trait email',
  email_unusable: 'the value of the trait email is not used: %',
  consent_denied: 'the visitor does not consent; nothing is sent or kept',
  consent_waiting: 'the visitor has not answered yet; only the newest identify is kept, in memory',
  off_by_integrations: 'the integrations object switches ProsperStack off; nothing is sent',
  forgotten: 'the visitor is forgotten, with everything that was not sent yet',
  seeded: 'the cancellation flow knows the stored user of the host; nothing is sent',
  loaded: 'the destination waits for identify',
  reserved_trait: '"%" is a reserved trait of Segment and is sent only where mapping names it',
  not_allowed: '"%" is not sent, because allow does not name it',
  near_miss: '"%" has almost a name in allow or mapping; the names must be equal',
  type_mismatch: '"%" is not sent, because its value has another type than in mapping',
  not_scalar: '"%" is not sent, because its value is an object, a list or another value that no property can have',
  too_large: '"%" is not sent, because its name or value is too large',
  both_forms: '"%" came flat and nested; only the nested value is sent',
  broken_name: '"%" is not sent, because its name holds half a surrogate pair',
});

// For the debug entry, which alone holds them: what each setting accepts, and every code.
export const SETTINGS = [
  { name: 'endpoint', accepts: 'url', credentials: false, expected: 'an https or same-origin URL without a password' },
  { name: 'mapping', accepts: 'own', expected: '{trait: "Property"} or {trait: {property, type}}' },
  { name: 'allow', accepts: 'own', expected: 'a list of property names' },
  { name: 'nestedTraits', accepts: 'flag', expected: 'true or false' },
  { name: 'nestedEmail', accepts: 'flag', expected: 'true or false' },
  { name: 'emailFromUserId', accepts: 'flag', expected: 'true or false' },
  { name: 'consent', accepts: 'consent', expected: 'true, false, "required", a promise or a function' },
  { name: 'useStoredUser', accepts: 'flag', expected: 'true or false' },
  { name: 'timeoutMs', accepts: 'milliseconds', least: 1, expected: 'a number of milliseconds' },
  { name: 'debug', accepts: 'flag', expected: 'true or false' },
];
export const EXPLANATIONS = /** @type {const} */ ({
  invalid_endpoint:
    'The destination is off, because endpoint is neither an https URL nor one of the page’s own origin (plain http is accepted on localhost only), or holds a name or a password.',
  invalid_mapping:
    'The destination is off, because mapping is not an object of trait names to property names or to { property, type }; a property cannot be called email or traits.',
  invalid_allow: 'The destination is off, because allow is not a list of property names.',
  invalid_nested_traits: 'The destination is off, because nestedTraits is neither true nor false.',
  invalid_nested_email: 'The destination is off, because nestedEmail is neither true nor false.',
  invalid_email_from_user_id: 'The destination is off, because emailFromUserId is neither true nor false.',
  invalid_consent: 'The destination is off, because consent is not true, false, "required", a promise or a function.',
  invalid_use_stored_user: 'The destination is off, because useStoredUser is neither true nor false.',
  invalid_timeout_ms:
    'The destination is off, because timeoutMs is not a number of milliseconds that a timer can wait.',
  invalid_debug: 'This setting is ignored, because debug is neither true nor false.',
  missing_endpoint:
    'The destination is off and requested nothing, because endpoint is missing, empty or a placeholder.',
  secret_in_settings:
    'The destination is off and requested nothing, because a setting holds what looks like a secret API key of ProsperStack (key_…): anybody who opens this page could read your account with it. Give it to your relay, take it out of the page, and replace it in ProsperStack.',
  internal_error: 'The destination had an internal error and is off until the page is loaded again; please report it.',
  webassembly_refused:
    "The destination is off, because the page’s Content-Security-Policy or the browser refuses WebAssembly, and its fallback could not be loaded; allow 'wasm-unsafe-eval' in script-src, or serve prosperstack.nowasm.js.",
  another_endpoint: 'This registration is off, because the destination is already on the page with another endpoint.',
  settings_disagree:
    'Sources of the settings disagree, so the first of them counts: the attributes, then window.prosperstackSettings, then the URL.',
  consent_ignored:
    'The value of data-consent is none of true, false and required, so it was taken for a consent manager’s own mark and ignored; data-prosperstack-consent is read before it.',
  invalid_call: 'Something that is not a call of the destination was pushed or passed to it, and ignored.',
  also_in_segment:
    'Segment’s own ProsperStack destination is on for the same source, so every change arrives twice: from there and from this page.',
  no_session:
    'The relay answered 401, because nobody is logged in there; the message was dropped, and the next identify tries again.',
  origin_refused:
    'The relay answered 403, because it accepts no messages from this page’s origin; the message was dropped.',
  endpoint_not_found: 'The endpoint answered 404 or 405, so there is no relay; the message was dropped.',
  another_person:
    'The relay answered 409, because the session belongs to another email than the message; the message was dropped.',
  message_refused:
    'The relay rejects the message (400, 413, 415 or another status that no repeat can change); it was dropped.',
  not_implemented: 'The relay answered 501, because it does not deliver such messages; the message was dropped.',
  gave_up:
    'The relay could not be reached, or was busy, eight times in a row; the message was dropped, and the next identify tries again.',
  queue_full:
    'More properties wait than a page keeps in memory (500, or 112,000 bytes), or more than 1000 calls waited for the script tag; some are not sent.',
  sending: 'A message is on its way to the relay.',
  queued: 'The change waits until the message in flight is answered, a pause is over, or the network is back.',
  delivered: 'The relay has accepted the message; its properties are not sent again until they change.',
  retrying: 'The relay could not accept the message now; the same message is sent again later.',
  nothing_new: 'Nothing was sent, because the relay already knows every property of this identify, or there is none.',
  no_email: 'Nothing was sent, because ProsperStack finds subscribers by their email, and this identify has none.',
  no_traits: 'Nothing was sent, because this identify has no traits.',
  email_trait_missing: 'Nothing was sent, because no trait of this identify is called email.',
  email_trait_near_miss: 'Nothing was sent, because this trait holds an email but is not called email.',
  email_unusable:
    'Nothing was sent, because the value of the trait email is not an email address; an address has one @, something before it, and a dot after it.',
  consent_denied: 'Nothing was sent and nothing is kept, because the visitor does not consent.',
  consent_waiting:
    'Nothing was sent yet, because the visitor has not answered; only the newest identify is kept, in memory.',
  off_by_integrations: 'Nothing was sent, because the integrations object switches ProsperStack off.',
  forgotten: 'The visitor is forgotten, with everything that was not sent yet.',
  seeded: 'The host’s stored user is known to the cancellation flow; nothing was sent, because nothing was identified.',
  loaded: 'The destination waits for identify.',
  reserved_trait: 'This trait is one of Segment’s reserved traits, which are not sent unless mapping names them.',
  not_allowed: 'This trait was not sent, because allow does not name its property.',
  near_miss:
    'This trait is spelt almost, but not exactly, as a name in allow or mapping; names must be equal to the letter.',
  type_mismatch: 'This trait was not sent, because its value is not of the type that mapping gives it.',
  not_scalar: 'This trait was not sent, because its value is not a string, a number, true, false, null or a date.',
  too_large: 'This trait was not sent, because its name or value is too large for a message.',
  both_forms: 'This trait came flat and under traits.traits; only the nested one was sent.',
  broken_name:
    'The name of this trait holds half a surrogate pair, such as an emoji that was cut, or U+FFFD, which stands for one; no property can have such a name.',
});

// The same: a string that nobody has filled in; settings.rs.
export const UNSET = /^(undefined|null|0)?$|^(YOUR_|process\.env\.|["#$%&'<{\u2018-\u201f])/;
export const Conversion = /** @type {const} */ ({
  IsoText: 0,
  Text: 1,
  Number: 2,
  True: 3,
  False: 4,
  Moment: 5,
});
export const End = /** @type {const} */ ({
  Lost: 0,
  Delivered: 1,
  Back: 2,
});
export const Flow = /** @type {const} */ ({
  Nobody: 0,
  Person: 1,
});

// The status of no answer at all.
export const NO_ANSWER = -1;

// What a secret API key looks like: secret.rs.
export const SECRET = /\bkey_/i;
