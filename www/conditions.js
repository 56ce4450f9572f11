// The conditions under which a page of the playground is shown. They stand in its address. Pure: the local server, the
// static copy's service worker, the pages and the tests make of it the policy, the tags, and what is expected.

/**
 * @typedef {Record<string, string>} Conditions
 * @typedef {{ names: string[], state?: any, files: string[] }} Facts the decisions' names, the state of the
 *   destination, and the files that the page has fetched
 * @typedef {{ text: string, met: (facts: Facts) => boolean }} Expectation
 */

export const TOKEN = 'playground-public-token';
/** With Paddle Billing the token begins like this, and only ids that begin with `ctm_` are told: README, "Who is identified". */
const PADDLE_TOKEN = 'paddletoken_playground';
export const LONGEST_SECONDS = 30;
export const ALLOW = [
  'Number of contacts',
  'Is professional',
  'Last contacted',
  'Preferred name',
  'order_completed_last_30days',
];

/**
 * Every condition: its label, and what its values mean; the first value is the usual one.
 *
 * @type {Record<string, { label: string, values: Record<string, string> }>}
 */
export const CONDITIONS = {
  vendor: {
    label: 'ProfitWell\u2019s script',
    values: {
      normal: 'arrives at once',
      slow: 'arrives late',
      blocked: 'is stopped by an ad blocker',
      policy: 'is refused by the page\u2019s policy',
      empty: 'is an ad blocker\u2019s empty stand-in',
      another: 'is another script',
    },
  },
  wasm: { label: 'WebAssembly', values: { allowed: 'allowed', refused: 'refused by the policy' } },
  consent: {
    label: 'Consent',
    values: { granted: 'granted', pending: 'pending', denied: 'denied', promise: 'a promise' },
  },
  paddle: { label: 'Paddle.js', values: { none: 'not on the page', before: 'before ours', after: 'after ours' } },
  snippet: {
    label: 'ProfitWell\u2019s snippet',
    values: { none: 'not on the page', same: 'with our token', another: 'with another token' },
  },
  segment: { label: 'Segment\u2019s own destination', values: { off: 'off', on: 'on' } },
  tags: { label: 'Tags', values: { one: 'one', same: 'two alike', another: 'two, of different accounts' } },
  network: { label: 'Network', values: { online: 'online', offline: 'offline' } },
  framework: { label: 'Old framework', values: { none: 'none', prototype: 'Prototype 1.6', mootools: 'MooTools 1.6' } },
};

export const FOR_PROFITWELL = ['vendor', 'wasm', 'consent', 'paddle', 'snippet', 'tags', 'network', 'framework'];
export const FOR_FLOWS = ['vendor', 'wasm', 'consent', 'paddle'];
export const FOR_BENCH = ['wasm', 'consent'];
export const FOR_PROSPERSTACK = ['wasm', 'consent', 'tags', 'network', 'framework'];

/** The conditions that an address names, of a page that has these; whatever is unknown is as usual. @returns {Conditions} */
export function conditionsOf(/** @type {URLSearchParams} */ query, /** @type {string[]} */ names = []) {
  /** @type {Conditions} */
  const conditions = {};
  for (const name of names) {
    const values = Object.keys(CONDITIONS[name].values);
    const given = query.get(name) ?? '';
    conditions[name] = values.includes(given) ? given : values[0];
  }
  if (names.includes('vendor')) {
    const seconds = Math.min(Number(query.get('seconds')), LONGEST_SECONDS);
    conditions.seconds = String(seconds > 0 ? seconds : 3);
  }
  return conditions;
}

/**
 * The page's policy. The relay and the stand-ins are of the page's own origin; nothing else may be contacted.
 *
 * @param {Conditions} conditions
 * @param {{ inlineStyles?: boolean }} [options] for a page with somebody's library that inserts a style element
 */
export function policyOf({ wasm }, { inlineStyles = false } = {}) {
  return [
    "default-src 'none'",
    `script-src 'self'${wasm === 'refused' ? '' : " 'wasm-unsafe-eval'"}`,
    `style-src 'self'${inlineStyles ? " 'unsafe-inline'" : ''}`,
    "img-src 'self'",
    "connect-src 'self'",
    "frame-src 'self'",
    "worker-src 'self'",
    "form-action 'self'",
    "base-uri 'none'",
  ].join('; ');
}

/** The address of ProfitWell's script; nothing for its own, which the policy refuses. @param {Conditions} conditions */
export function vendorUrl({ vendor, seconds, network }) {
  if (vendor === 'policy') return undefined;
  if (network === 'offline' || vendor === 'blocked') return 'vendor/blocked.js';
  if (vendor === 'slow') return `vendor/profitwell.js?delay=${Number(seconds) * 1000}`;
  if (vendor === 'empty' || vendor === 'another') return `vendor/${vendor}.js`;
  return 'vendor/profitwell.js';
}

/** @param {Conditions} conditions */
const isPaddle = ({ paddle }) => paddle === 'before' || paddle === 'after';

/** The account's token. @param {Conditions} conditions */
export const tokenOf = (conditions) => (isPaddle(conditions) ? PADDLE_TOKEN : TOKEN);

/** @param {string} text */
const escaped = (text) => text.replace(/[&"<]/g, (sign) => `&#${sign.charCodeAt(0)};`);
/** @param {Record<string, string | undefined>} attributes */
const written = (attributes) =>
  Object.entries(attributes)
    .flatMap(([name, value]) => (value === undefined ? [] : `${name}="${escaped(value)}"`))
    .join(' ');
/** @param {Record<string, string | undefined>} attributes */
const script = (attributes) => `<script ${written(attributes)}></script>`;

/** As attributes name settings. @param {string} name */
const dashed = (name) => `data-${name.replace(/[A-Z]/g, (letter) => `-${letter.toLowerCase()}`)}`;
/** @param {unknown} value */
const asText = (value) => (typeof value === 'string' ? value : JSON.stringify(value));

/** What the setting consent is; nothing where it is given. @type {Record<string, 'required' | false | undefined>} */
export const CONSENT = { pending: 'required', denied: false };

/**
 * The settings of a page's tag, by the names of the npm settings.
 *
 * @param {'profitwell' | 'prosperstack' | undefined} tag
 * @param {Conditions} conditions
 */
function settingsOf(tag, conditions) {
  const consent = CONSENT[conditions.consent];
  if (tag === 'prosperstack') return { endpoint: 'prosperstack/identify', allow: ALLOW, consent };
  return {
    publicApiToken: tokenOf(conditions),
    siteType: 'marketing',
    customerIdTrait: isPaddle(conditions) ? 'paddleId' : undefined,
    scriptUrl: vendorUrl(conditions),
    consent,
  };
}

const OTHER = { prosperstack: { endpoint: 'another/relay' }, profitwell: { publicApiToken: 'another-account' } };

/**
 * The scripts of a page: what stands before its own script, and after that.
 *
 * @param {'profitwell' | 'prosperstack' | undefined} tag whose tag is on the page
 * @param {Conditions} conditions
 * @param {Record<string, unknown>} [more] settings of this page's tag
 * @returns {{ before: string, after: string }}
 */
export function scriptsOf(tag, conditions, more = {}) {
  const { consent, paddle, snippet, tags, network, framework } = conditions;
  const before = [];
  const after = [];
  if (network === 'offline') before.push(script({ src: 'conditions/offline.js' }));
  if (framework && framework !== 'none') before.push(script({ src: `vendor/${framework}.js` }));
  if (paddle === 'before') before.push(script({ src: 'vendor/paddle.js' }));
  if (snippet && snippet !== 'none') {
    const token = snippet === 'same' ? TOKEN : 'another-account';
    before.push(script({ id: 'profitwell-js', 'data-pw-auth': token, src: 'vendor/snippet.js' }));
  }
  const settings = { ...settingsOf(tag, conditions), ...more };
  const src = `${tag}.min.js`;
  if (tag && consent === 'promise') {
    const global = `${tag}Settings`;
    after.push(
      script({
        src: 'conditions/consent-promise.js',
        'data-global': global,
        'data-settings': JSON.stringify(settings),
      }),
    );
  }
  /** @param {Record<string, string>} [more] */
  const attributes = (more) => {
    if (consent === 'promise' && !more) return {};
    const named = Object.entries({ ...settings, ...more });
    return Object.fromEntries(
      named.map(([name, value]) => [dashed(name), value === undefined ? undefined : asText(value)]),
    );
  };
  if (tag) after.push(script({ id: 'tag', src, ...attributes() }));
  if (tag && (tags === 'same' || (tags === 'another' && consent !== 'promise'))) {
    after.push(script({ src, ...attributes(tags === 'another' ? OTHER[tag] : undefined) }));
  }
  if (paddle === 'after') after.push(script({ src: 'vendor/paddle.js' }));
  return { before: before.join('\n  '), after: after.join('\n  ') };
}

/** Whether one of these was decided. @type {(...wanted: string[]) => (facts: Facts) => boolean} */
const any =
  (...wanted) =>
  ({ names }) =>
    wanted.some((name) => names.includes(name));
const STARTED = ['started_anonymously', 'started_with_email', 'started_with_customer_id'];
const isStarted = any(...STARTED, 'start_completed', 'reidentified_by_email');
/** @type {(file: string) => (facts: Facts) => boolean} */
const fetched =
  (file) =>
  ({ files }) =>
    files.some((name) => name.endsWith(file));

/**
 * What is expected of a page under these conditions.
 *
 * @param {'profitwell' | 'prosperstack'} product
 * @param {Conditions} conditions
 * @param {{ waits?: boolean }} [options] whether the site is a web app, which waits for identify
 * @returns {Expectation[]}
 */
export function expectationsOf(product, conditions, { waits = false } = {}) {
  const { vendor, wasm, consent, paddle, snippet, segment, tags, network, framework } = conditions;
  /** @type {Expectation[]} */
  const list = [];
  /** @param {string} text @param {...(facts: Facts) => boolean} met */
  const expect = (text, ...met) => list.push({ text, met: (facts) => met.every((one) => one(facts)) });
  /** @type {(...words: string[]) => (facts: Facts) => boolean} */
  const script =
    (...words) =>
    ({ state }) =>
      words.includes(state?.script);
  const hasRun = any(...STARTED, 'nothing_new', 'waiting_for_identify', 'loaded', 'consent_waiting', 'consent_denied');

  if (wasm === 'refused') {
    expect('The destination runs without WebAssembly, by its JavaScript form.', ({ names, state }) =>
      Boolean(state?.consent && names.length && !names.includes('webassembly_refused')),
    );
  }
  if (framework && framework !== 'none') {
    expect('The framework\u2019s built-ins change nothing: the destination runs.', ({ names }) =>
      Boolean(names.length && !names.includes('internal_error')),
    );
  }
  if (segment === 'on') {
    expect('Ours stays off, because Segment would start ProfitWell as well.', any('also_in_segment'));
    return list;
  }
  if (snippet === 'another') {
    expect('Ours stays off, because the page belongs to another account.', any('another_token'));
    return list;
  }
  if (consent === 'denied') {
    expect('Nothing is requested, and nothing is kept.', any('consent_denied'), ({ state }) => state?.consent === 'no');
    return list;
  }
  if (consent !== 'granted') {
    expect('Nothing is requested until the visitor has answered.', any('consent_waiting'));
  }
  if (tags === 'another') {
    const code = product === 'profitwell' ? 'another_token' : 'another_endpoint';
    expect('The first tag counts; the second says that it is off.', any(code));
  }
  if (tags === 'same') {
    expect(
      'Two registrations act as one: one start, one script.',
      hasRun,
      ({ names }) => names.filter((name) => STARTED.includes(name)).length < 2,
    );
  }
  if (product === 'prosperstack') {
    if (network === 'offline')
      expect('A change waits until the network is back, then goes.', any('queued'), any('delivered'));
    else if (!list.length) expect('The destination waits for identify.', any('loaded'));
    return list;
  }
  if (consent !== 'granted') {
    expect(
      'After a yes the newest identity is told, and nothing before it.',
      any(...STARTED, 'waiting_for_identify', 'nothing_for_paddle'),
    );
    return list;
  }
  if (paddle === 'before') {
    expect(
      'Paddle.js runs ProfitWell: we add no script, and tell it only ids that begin with ctm_.',
      any('nothing_for_paddle'),
    );
    return list;
  }
  if (paddle === 'after') {
    expect(
      'Paddle.js loads its own copy, which we cannot prevent; ours was started before.',
      fetched(`auth=${PADDLE_TOKEN}`),
      isStarted,
    );
    return list;
  }
  if (snippet === 'same') {
    expect('The snippet\u2019s script is used, not loaded again.', script('loaded'), hasRun);
    return list;
  }
  if (network === 'offline' || vendor === 'blocked' || vendor === 'policy') {
    const why = { policy: 'the policy refuses it', blocked: 'after three attempts' }[vendor] ?? 'there is no network';
    expect(
      `ProfitWell\u2019s script is given up (${why}), and the page goes on.`,
      any('vendor_script_blocked'),
      script('blocked'),
    );
    return list;
  }
  if (vendor === 'empty' || vendor === 'another') {
    expect('The script has come and is not ProfitWell\u2019s: that is said.', any('vendor_global_missing'));
    return list;
  }
  if (vendor === 'slow') {
    expect('The calls wait in the queue.', ({ state }) => state?.queued > 0 || state?.script === 'loaded');
    expect('They are worked off when the script has come.', script('loaded'));
    return list;
  }
  if (waits) expect('Nothing is started until identify.', any('waiting_for_identify'));
  else expect('ProfitWell is started.', isStarted);
  expect('ProfitWell\u2019s script has run.', script('loaded'));
  return list;
}
