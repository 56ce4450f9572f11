// The code for each stack, as the documentation has it: pure, so that the tests compare the two and run it.

/**
 * @typedef {object} Variant
 * @property {'marketing' | 'web app'} siteType
 * @property {'none' | 'required'} consent
 * @property {'none' | 'nonce' | 'nowasm'} policy what the page's Content-Security-Policy asks for
 *
 * @typedef {object} Stack
 * @property {string} id
 * @property {string} name
 * @property {string} [note]
 * @property {(variant: Variant) => string} code
 */

const TOKEN = 'YOUR_PUBLIC_API_TOKEN';

/** The settings of an npm entry, in the order of the documentation. @param {Variant} variant */
const settings = ({ siteType, consent, policy }, { defaultType = 'marketing' } = {}) =>
  [
    `publicApiToken: '${TOKEN}'`,
    ...(siteType === defaultType ? [] : [`siteType: '${siteType}'`]),
    ...(consent === 'required' ? ["consent: 'required'"] : []),
    ...(policy === 'nonce' ? ["nonce: 'YOUR_NONCE'"] : []),
  ].join(', ');

/** An entry's name. @param {Variant} variant */
const entry = ({ policy }, host = '') =>
  `retention-destinations${policy === 'nowasm' ? '/nowasm' : ''}${host && `/${host}`}`;

/** What is imported: with consent, also how to give it. @param {Variant} variant */
const names = ({ consent }, own = 'profitwell') => (consent === 'required' ? `${own}, setConsent` : own);

/** @param {Variant} variant */
const answer = ({ consent }) =>
  consent === 'required' ? '\n\n// When the visitor has answered:\nsetConsent(true);' : '';

/** The tag's attributes. @param {Variant} variant */
const attributes = ({ siteType, consent }) =>
  [
    `data-public-api-token="${TOKEN}"`,
    ...(siteType === 'marketing' ? [] : [`data-site-type="${siteType}"`]),
    ...(consent === 'required' ? ['data-consent="required"'] : []),
  ].join(' ');

/** @param {Variant} variant */
const file = ({ policy }) => (policy === 'nowasm' ? 'profitwell.nowasm.js' : 'profitwell.min.js');

/** `window.profitwellSettings`, for those whose tags lose attributes. @param {Variant} variant */
const globalSettings = (variant) => `window.profitwellSettings = { ${settings({ ...variant, policy: 'none' })} };`;

/** @type {Stack[]} */
export const STACKS = [
  {
    id: 'tag',
    name: 'Script tag',
    note: 'Serve the file from dist/ on your own site, and profitwell.nowasm.js beside it. The second line is for marketing sites that ask for no consent.',
    code(variant) {
      const nonce = variant.policy === 'nonce' ? ' nonce="YOUR_NONCE"' : '';
      const isPreloaded = variant.siteType === 'marketing' && variant.consent === 'none';
      return [
        `<script${nonce}>(window.profitwellDestination=window.profitwellDestination||[]).push(['identify',{traits:{email:'jane@example.com'}}])</script>`,
        ...(isPreloaded
          ? [
              `<link${nonce} rel="preload" as="script" href="https://public.profitwell.com/js/profitwell.js?auth=${TOKEN}">`,
            ]
          : []),
        `<script${nonce} async src="/${file(variant)}" ${attributes(variant)}></script>`,
        ...(variant.consent === 'required'
          ? [
              `<!-- When the visitor has answered: -->`,
              `<script${nonce}>(window.profitwellDestination=window.profitwellDestination||[]).push(['setConsent',true])</script>`,
            ]
          : []),
      ].join('\n');
    },
  },
  {
    id: 'tag-manager',
    name: 'Tag manager',
    note: 'A tag of custom HTML. Tag managers drop data- attributes, so the settings stand in window.profitwellSettings.',
    code(variant) {
      const nonce = variant.policy === 'nonce' ? ' nonce="YOUR_NONCE"' : '';
      return [
        `<script${nonce}>`,
        `  ${globalSettings(variant)}`,
        '</script>',
        `<script${nonce} async src="/${file(variant)}"></script>`,
      ].join('\n');
    },
  },
  {
    id: 'wordpress',
    name: 'WordPress',
    note: 'In the header, by a plug-in for header scripts or in header.php of a child theme. Upload profitwell.nowasm.js beside the file. If an optimiser drops the attributes, use the code of the tag manager.',
    code(variant) {
      const nonce = variant.policy === 'nonce' ? ' nonce="YOUR_NONCE"' : '';
      return `<script${nonce} async src="/wp-content/uploads/profitwell/${file(variant)}" ${attributes(variant)}></script>`;
    },
  },
  {
    id: 'segment',
    name: 'Segment (npm)',
    code: (variant) =>
      `import { AnalyticsBrowser } from '@segment/analytics-next';
import { ${names(variant)} } from '${entry(variant)}';

const plugins = [profitwell({ ${settings(variant)} })];
const analytics = AnalyticsBrowser.load({ writeKey: 'YOUR_WRITE_KEY', plugins });${answer(variant)}`,
  },
  {
    id: 'react',
    name: 'React',
    note: 'In StrictMode React runs an effect twice in development; ProfitWell is started once all the same.',
    code: (variant) =>
      `import { useEffect } from 'react';
import { AnalyticsBrowser } from '@segment/analytics-next';
import { ${names(variant)} } from '${entry(variant)}';

const analytics = AnalyticsBrowser.load({
  writeKey: 'YOUR_WRITE_KEY',
  plugins: [profitwell({ ${settings(variant)} })],
});

export function Account({ user }) {
  useEffect(() => {
    analytics.identify(user.id, { email: user.email });
  }, [user]);
  return <p>Signed in as {user.email}</p>;
}${answer(variant)}`,
  },
  {
    id: 'next',
    name: 'Next.js',
    note: 'On the server the plugin does nothing; load needs a browser.',
    code: (variant) =>
      `'use client';

import { AnalyticsBrowser } from '@segment/analytics-next';
import { ${names(variant)} } from '${entry(variant)}';

export const analytics = new AnalyticsBrowser();
const plugin = profitwell({ ${settings(variant)} });

/** Call this once, in an effect of the root layout. */
export const load = () => analytics.load({ writeKey: 'YOUR_WRITE_KEY', plugins: [plugin] });${answer(variant)}`,
  },
  {
    id: 'rudderstack',
    name: 'RudderStack',
    note: 'A Custom Device Mode destination, added before load. The site type is web app unless you say marketing.',
    code: (variant) =>
      `import { RudderAnalytics } from '@rudderstack/analytics-js/bundled';
import { ${names(variant)} } from '${entry(variant, 'rudderstack')}';

const rudderanalytics = new RudderAnalytics();
rudderanalytics.addCustomIntegration('YOUR_DESTINATION_ID', profitwell({ ${settings(variant, { defaultType: 'web app' })} }));
rudderanalytics.load('YOUR_WRITE_KEY', 'https://YOUR_DATA_PLANE');${answer(variant)}`,
  },
  {
    id: 'analytics',
    name: 'analytics',
    note: 'DavidWells\u2019 library.',
    code: (variant) =>
      `import { Analytics } from 'analytics';
import { ${names(variant)} } from '${entry(variant, 'analytics')}';

const analytics = Analytics({
  app: 'YOUR_APP',
  plugins: [profitwell({ ${settings(variant)} })],
});${answer(variant)}`,
  },
  {
    id: 'classic',
    name: 'Classic analytics.js',
    note: 'A drop-in for @profitwell/analytics.js-integration.',
    code: (variant) =>
      `import analytics from '@segment/analytics.js-core';
import ProfitWell${variant.consent === 'required' ? ', { setConsent }' : ''} from '${entry(variant, 'classic')}';

analytics.use(ProfitWell);
analytics.initialize({ ProfitWell: { ${settings(variant)} } });${answer(variant)}`,
  },
  {
    id: 'jitsu',
    name: 'Jitsu',
    note: 'Serve dist/jitsu.js yourself. This is the device destination that Jitsu\u2019s server names; it has no form without WebAssembly.',
    code: ({ siteType, consent }) =>
      JSON.stringify(
        {
          id: 'profitwell',
          credentials: {
            publicApiToken: TOKEN,
            ...(siteType === 'web app' && { siteType }),
            ...(consent === 'required' && { consent }),
          },
          options: {},
          deviceOptions: {
            type: 'analytics-plugin',
            packageCdn: 'https://YOUR_SITE/jitsu.js',
            moduleVarName: 'profitwellJitsu',
          },
        },
        null,
        2,
      ),
  },
];

const VENDOR_POLICY = `connect-src https://www2.profitwell.com https://retain-api.profitwell.com https://api.profitwell-events.com https://retain-widgets-api.paddle.com
frame-src   https://retain-widgets.paddle.com`;

/** The policy that goes with a variant. @param {Variant['policy']} policy */
export function policyLines(policy) {
  if (policy === 'none') return '';
  const sources = {
    nonce: "script-src  'nonce-YOUR_NONCE' 'wasm-unsafe-eval'",
    nowasm: "script-src  'self' https://public.profitwell.com",
  };
  return `${sources[policy]}\nbase-uri    'none'\n${VENDOR_POLICY}`;
}

/** Both cancellation flows. */
export const FLOW_CODE = `// ProfitWell Retain
import { cancellationFlow } from 'retention-destinations';

const openCancelPage = () => location.assign('/account/cancel');

button.onclick = async () => {
  const { status } = await cancellationFlow({ subscriptionId: 'sub_12345', fallback: openCancelPage });
  if (status === 'chose_to_cancel') openCancelPage();
};

// ProsperStack
import { cancellationFlow } from 'retention-destinations/prosperstack/flow';

button.onclick = () => cancellationFlow({
  clientId: 'acct_YOUR_CLIENT_ID',
  subscription: 'sub_12345',
  fallback: () => { location.href = '/cancel'; },
}).then(({ status }) => { if (status === 'canceled') location.reload(); });`;
