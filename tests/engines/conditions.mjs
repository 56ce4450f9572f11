// The conditions under which the destination must hold, as data: what a page is made of, and what
// must come of it. `page.mjs` makes pages of them, `matrix.test.mjs` opens these in every engine.

import { LIBRARIES } from '../support/old-frameworks.mjs';

export const TOKEN = '0123456789abcdef0123456789abcdef';

/** @typedef {'Chromium' | 'Firefox' | 'WebKit'} Engine */
/** @type {Engine[]} */
export const ENGINES = ['Chromium', 'Firefox', 'WebKit'];

/** How the module runs: as WebAssembly; refused by the page's policy; named without WebAssembly. */
/** @typedef {'wasm' | 'refused' | 'no wasm'} Encoding */
/** @type {Encoding[]} */
const ENCODINGS = ['wasm', 'refused', 'no wasm'];

/**
 * What came of a page: the calls that the vendor got, errors, what was said, whether the host was ready, how often the
 * vendor's script ran.
 *
 * @typedef {object} Outcome
 * @property {unknown[][]} calls
 * @property {number} errors
 * @property {string[]} violations
 * @property {string[]} said
 * @property {boolean} ready
 * @property {number} runs
 */

/**
 * A condition in an engine and an encoding, as docs/robustness.md shows it.
 *
 * @typedef {{ calls: [string, unknown][], errors: string[], violations: string[], said: string[], ready: string }} Seen
 * @typedef {{ name: string, encoding: Encoding } & (Seen | { reason: string })} Row
 */

/**
 * How a page differs from one that has the host, the tag and no policy.
 *
 * @typedef {object} Condition
 * @property {string} name
 * @property {(wasm: string) => string} [policy] of the page, given `'wasm-unsafe-eval'` or nothing
 * @property {string} [nonce]
 * @property {string} [before] HTML before the tag
 * @property {string} [after] HTML after the tag
 * @property {string | null} [tag] its further attributes, or null for none
 * @property {Record<string, (page: { entry: string }) => string>} [files]
 * @property {keyof typeof import('./server.mjs').VENDOR_ANSWERS} [vendor] what the vendor's server answers
 * @property {string} [act] what the page then does
 * @property {(encoding: Encoding) => Partial<Outcome>} [expect] what differs from `fine`
 * @property {Encoding[]} [encodings] other than all
 * @property {string} [form] of the document
 * @property {boolean} [host] false: the tag alone
 * @property {'back' | 'prerender'} [drive] how it is opened
 * @property {keyof typeof NEEDS} [needs] what an engine may lack
 * @property {string} [remark]
 */

/** The encodings that a condition is tried with. @param {Condition} condition */
export const encodingsOf = ({ encodings = ENCODINGS }) => encodings;

const auth = ['auth_token', TOKEN];
const jane = ['start', { user_email: 'jane@example.com' }];
const NONCE = 'bm9uY2U';
const identify = "await analytics.identify('u1', { email: 'jane@example.com' });";
/** @param {string} name */
const script = (name, attributes = '') => `<script src="${name}" ${attributes}></script>`;

/** What comes of a page where nothing is wrong. @type {Outcome} */
export const fine = { calls: [auth, jane], errors: 0, violations: [], said: [], ready: true, runs: 1 };

/** What comes of one where nothing of the vendor's ever runs: the calls wait in the queue. */
const unheard =
  /** @param {string[]} said */
    (...said) =>
    () => ({ runs: 0, said });

/** @type {(body: string) => Condition['files']} */
const npm = (body) => ({
  'page.js': ({ entry }) => `import { profitwell, setConsent } from './${entry}';
  const settings = { publicApiToken: '${TOKEN}', siteType: 'web app', scriptUrl: 'vendor.js' };
  ${body}`,
});

/** The vendor's snippet as its documentation describes it, with the URL of the page's own server. */
const SNIPPET = `(() => {
  window.profitwell = window.profitwell || function () { (window.profitwell.q = window.profitwell.q || []).push(arguments); };
  const script = document.createElement('script');
  script.async = 1;
  script.src = 'vendor.js?auth=' + document.getElementById('profitwell-js').getAttribute('data-pw-auth');
  const first = document.getElementsByTagName('script')[0];
  first.parentNode.insertBefore(script, first);
  profitwell('start', { user_id: 'cus_1' });
})();`;

const theirs = ['start', { user_id: 'cus_1' }];
const email = ['user_email', 'jane@example.com'];

/** Paddle.js, as far as it concerns us: it loads the vendor's script unless that has run. */
const PADDLE = `window.Paddle = {
  Initialize() {
    this.Initialized = true;
    if (window.profitwell?.isLoaded) return;
    const script = document.createElement('script');
    script.src = 'vendor.js?auth=paddletoken_x';
    document.head.append(script);
  },
  Update(options) { (window.__vendor ??= { calls: [], runs: 0 }).calls.push(['Paddle.Update', options]); },
};`;
const paddle = "await analytics.identify('u1', { email: 'jane@example.com', paddle: 'ctm_1' });";
const update = ['Paddle.Update', { pwCustomer: { id: 'ctm_1' } }];

/** What an engine may lack, and how a page finds out. */
export const NEEDS = {
  trustedTypes: 'no Trusted Types in this engine',
  speculationRules: 'no speculation rules in this engine: it prerenders nothing',
};

/** @type {Condition[]} */
export const CONDITIONS = [
  { name: 'an ordinary page' },
  { name: "policy: script-src 'self'", policy: (wasm) => `script-src 'self' ${wasm}` },
  {
    name: "policy: default-src 'none', the strictest",
    policy: (wasm) => `default-src 'none'; script-src 'self' ${wasm}; base-uri 'none'; form-action 'none'`,
  },
  { name: 'policy: a nonce', nonce: NONCE, policy: (wasm) => `script-src 'nonce-${NONCE}' ${wasm}` },
  {
    name: "policy: a nonce and 'strict-dynamic'",
    nonce: NONCE,
    policy: (wasm) => `script-src 'nonce-${NONCE}' 'strict-dynamic' ${wasm}`,
  },
  {
    name: 'Trusted Types: our policy allowed',
    needs: 'trustedTypes',
    policy: (wasm) =>
      `script-src 'self' ${wasm}; require-trusted-types-for 'script'; trusted-types retention-destinations`,
  },
  {
    name: 'Trusted Types: our policy not allowed',
    needs: 'trustedTypes',
    policy: (wasm) => `script-src 'self' ${wasm}; require-trusted-types-for 'script'; trusted-types another`,
    remark: "the page's policy refuses the script, and its report says so",
    expect: (encoding) => ({
      ...(encoding === 'refused' ? { calls: [], said: ['webassembly_refused'] } : { said: ['vendor_script_blocked'] }),
      runs: 0,
      // Of the fallback, and of the fallback for the explanation.
      violations: Array(encoding === 'refused' ? 2 : 1).fill('trusted-types trusted-types-policy'),
    }),
  },
  {
    name: 'npm, as ES modules',
    tag: null,
    after: script('page.js', 'type="module"'),
    policy: (wasm) => `script-src 'self' ${wasm}`,
    files: npm('await analytics.register(profitwell(settings)); window.registered = true;'),
    act: `await until(() => window.registered); ${identify}`,
  },
  {
    name: 'React StrictMode: effects run twice',
    tag: null,
    before: '<div id="root"></div>' + script('react.js'),
    after: script('page.js', 'type="module"'),
    files: npm(`let effects = 0;
      const App = () => {
        React.useEffect(() => { window.effects = ++effects; analytics.register(profitwell(settings)); });
        return null;
      };
      createRoot(document.getElementById('root')).render(React.createElement(React.StrictMode, null, React.createElement(App)));`),
    act: `await until(() => window.effects == 2); ${identify}`,
  },
  {
    name: 'document.currentScript is an <img>',
    before: '<img name="currentScript" data-script-url="https://elsewhere.example/">',
  },
  {
    name: 'document.currentScript is a <form>',
    before: '<form name="currentScript" data-nowasm-src="https://elsewhere.example/"></form>',
  },
  {
    name: 'vendor: blocked',
    vendor: 'blocked',
    act: `${identify} await until(() => outcome().said[0]);`,
    expect: unheard('vendor_script_blocked'),
    remark: 'said when it is given up',
  },
  { name: 'vendor: 404', vendor: 'not found', expect: unheard() },
  { name: 'vendor: 500', vendor: 'server error', expect: unheard() },
  {
    name: 'vendor: hangs',
    vendor: 'hangs',
    tag: 'data-timeout-ms="100"',
    act: `${identify} await until(() => outcome().calls[1]);`,
    expect: unheard(),
  },
  {
    name: 'vendor: runs and throws',
    vendor: 'throws',
    expect: () => ({ ...unheard('vendor_global_missing')(), errors: 1 }),
    remark: "the error is the vendor's own",
  },
  { name: 'vendor: loads without its global', vendor: 'no global', expect: unheard('vendor_global_missing') },
  {
    name: 'vendor: replaces the stub 300 ms late',
    vendor: 'late',
    act: `${identify} await until(() => outcome().runs);`,
    expect: () => ({ said: ['vendor_global_missing'] }),
  },
  {
    name: "the vendor's snippet before us",
    before: script('snippet.js', `id="profitwell-js" data-pw-auth="${TOKEN}"`),
    files: { 'snippet.js': () => SNIPPET },
    act: `${identify} await until(() => outcome().runs);`,
    expect: () => ({ calls: [theirs, email] }),
  },
  {
    name: "the vendor's snippet after us",
    after: script('snippet.js', `id="profitwell-js" data-pw-auth="${TOKEN}"`),
    files: { 'snippet.js': () => SNIPPET },
    act: `${identify} await until(() => document.readyState == 'complete');`,
    remark:
      'the snippet looks for nobody: the second script is its own, and its start counts; refused, our module arrives after it',
    expect: (encoding) =>
      encoding === 'refused' ? { calls: [theirs, email] } : { calls: [auth, theirs, email], runs: 2 },
  },
  {
    name: '#profitwell-js of another token',
    before: '<i id="profitwell-js" data-pw-auth="another"></i>',
    // Its explanation is in a file.
    act: `${identify} await until(() => window.__said.length > 0);`,
    expect: () => ({ calls: [], runs: 0, said: ['another_token'] }),
  },
  {
    name: 'Paddle.js initialised before us',
    before: script('paddle.js'),
    files: { 'paddle.js': () => `${PADDLE} Paddle.Initialized = true;` },
    tag: 'data-customer-id-trait="paddle"',
    act: paddle,
    expect: () => ({ calls: [update], runs: 0 }),
  },
  {
    name: 'Paddle.js initialised after us',
    after: script('paddle.js'),
    files: { 'paddle.js': () => PADDLE },
    act: `${identify} await until(() => outcome().runs); Paddle.Initialize();`,
  },
  {
    name: 'single-page navigation',
    act: `${identify}
      for (const path of ['one', 'two']) { history.pushState({}, '', path); await analytics.page(); ${identify} }`,
  },
  {
    name: 'back from the back/forward cache',
    drive: 'back',
    expect: () => ({ calls: [auth, jane, ['user_email', 'joe@example.com']] }),
  },
  {
    name: 'prerendered, then shown',
    drive: 'prerender',
    needs: 'speculationRules',
    act: `${identify}
      fetch(document.prerendering && !document.getElementById('profitwell-js') ? 'signal/waiting' : 'signal/early');
      await until(() => !document.prerendering);`,
  },
  { name: 'in an iframe', form: 'frame' },
  {
    name: 'in a sandboxed iframe (allow-scripts)',
    form: 'sandbox',
    host: false,
    policy: (wasm) => `script-src http://127.0.0.1:* ${wasm}`, // in WebKit 'self' is nobody there
    remark: 'the tag alone: the host wants cookies, which throw there',
    act: "profitwellDestination.identify({ userId: 'u1', traits: { email: 'jane@example.com' } }); await until(() => outcome().runs);",
  },
  { name: 'a document without head and body', form: 'xhtml' },
  // Every product, entry and encoding under these, in Chromium: tests/e2e/replaced.test.mjs. In a frame, because
  // drivers use in the page what is replaced there.
  ...Object.entries(LIBRARIES).flatMap(([library, text]) =>
    ['before', 'after'].map((when) => ({
      name: `${library}, ${when} ours`,
      encodings: /** @type {Encoding[]} */ (['wasm']),
      form: 'frame',
      host: false,
      files: { 'library.js': () => text },
      [when]: script('library.js'),
      act: "profitwellDestination.push(['identify', { userId: 'u1', traits: { email: 'jane@example.com' } }]); await until(() => outcome().runs);",
    })),
  ),
];
