// What else of a page concerns ProfitWell: the vendor's own snippet, Paddle.js, what the page preloads, the visitor it names; and
// what a policy must allow.

import { ELEMENT_ID, NOWASM, SCRIPT_URL, TOKEN_ATTRIBUTE } from '#border';
import { attributeValue, entryOf, readObject, scriptText, valueOfNode } from '#debug';
import { masked } from '../../src/page/profitwell/found.js';

/** @typedef {import('../shared/check/page.js').Survey} Survey */

/**
 * What the vendor's script needs of a policy; README's section on policies names the same.
 *
 * @type {import('../shared/check/policy.js').Needs}
 */
export const NEEDS = {
  fallback: NOWASM,
  vendor: [
    {
      directive: 'script-src-elem',
      code: 'policy_vendor_script',
      what: 'ProfitWell\u2019s script',
      urls: [SCRIPT_URL],
      by: 'documented',
      source: 'the vendor\u2019s snippet loads it from there',
    },
    {
      directive: 'connect-src',
      code: 'policy_vendor_connect',
      what: 'requests of ProfitWell\u2019s script',
      urls: [
        'https://www2.profitwell.com',
        'https://retain-api.profitwell.com',
        'https://api.profitwell-events.com',
        'https://retain-widgets-api.paddle.com',
      ],
      by: 'observed',
      source: 'others read these hosts in the vendor\u2019s scripts; the vendor publishes no list',
    },
    {
      directive: 'frame-src',
      code: 'policy_vendor_frame',
      what: 'the frames in which Retain shows its dialogues',
      urls: ['https://retain-widgets.paddle.com'],
      by: 'observed',
      source: 'others read this host in the vendor\u2019s scripts; the vendor publishes no list',
    },
  ],
};

/** Where the vendor's script was until about 2018. */
const LEGACY = /dna8twue3dlxq\.cloudfront\.net\/js\/profitwell\.js/;
const PADDLE = /\bPaddle\.(?:Initialize|Setup|Update)\(\s{0,99}(?=\{)/g;
const START = /\bprofitwell\(\s{0,9}["']start["']/;

/** @param {string} [url] */
const tokenIn = (url = '') => {
  const [, token] = /[?&]auth=([^&#"'\s]+)/.exec(url) ?? [];
  try {
    return token && decodeURIComponent(token);
  } catch {
    return token;
  }
};

/** The vendor's own snippet beside our tag. @param {Survey} survey @param {string | undefined} token */
const vendorSnippet = ({ page, tags, add }, token) => {
  const scripts = page.elements.filter(({ name, inside }) => name === 'script' && !inside);
  for (const element of scripts) {
    const src = attributeValue(element, 'src') ?? '';
    const [offset] = element.range;
    const text = scriptText(page, element);
    if (LEGACY.test(src) || LEGACY.test(text)) {
      add(
        'legacy_snippet',
        'warning',
        'This is ProfitWell\u2019s snippet of about 2018, with another address of its script. It is not ' +
          'recognised, so the script is loaded twice: remove it.',
        offset,
      );
      continue;
    }
    const isSnippet =
      attributeValue(element, 'id') === ELEMENT_ID ||
      src.startsWith(SCRIPT_URL) ||
      element.attributes.some(({ name }) => name === TOKEN_ATTRIBUTE);
    if (!isSnippet || !tags.length) continue;
    const other = attributeValue(element, TOKEN_ATTRIBUTE) ?? tokenIn(src) ?? tokenIn(text);
    if (other && token && other !== token) {
      add(
        'another_token',
        'error',
        `ProfitWell\u2019s own snippet is on the page with another token (${masked(other)}) than our tag ` +
          `(${masked(token)}), which stays off. Keep one of them, with the right token.`,
        offset,
      );
    } else {
      const start = scripts.some((one) => START.test(scriptText(page, one)));
      add(
        'vendor_snippet',
        'note',
        'ProfitWell\u2019s own snippet is on the page, too. Its script is used and not loaded ' +
          `again${start ? ', and because it calls start, we only re-identify' : ''}. Our tag does all that it ` +
          'does: remove it.',
        offset,
      );
    }
  }
};

/** Paddle.js beside our tag. @param {Survey} survey @param {string | undefined} token */
const paddle = ({ page, tags: [tag], settings, add }, token) => {
  if (!tag) return;
  const isPaddleToken = token?.startsWith('paddletoken_');
  for (const element of page.elements) {
    if (element.name !== 'script' || element.inside) continue;
    const text = scriptText(page, element);
    for (const { 0: call, index } of text.matchAll(PADDLE)) {
      const node = readObject(text, index + call.length);
      const offset = element.text[0] + index;
      const own = valueOfNode(entryOf(node, 'token')?.node);
      const auth = valueOfNode(entryOf(node, 'pwAuth')?.node);
      const other =
        typeof auth === 'string' ? auth : typeof own === 'string' && /^live_/.test(own) && `paddletoken_${own}`;
      const isOther = other && token && other !== token && (typeof auth === 'string' || isPaddleToken);
      if (isOther) {
        add(
          'another_token',
          'error',
          `Paddle.js runs ProfitWell with another token (${masked(other)}) than our tag (${masked(token)}), ` +
            'which then stays off. Give both the same.',
          offset,
        );
      } else if (!settings.customerIdTrait) {
        add(
          'paddle_customer_id',
          'warning',
          'Paddle.js runs ProfitWell itself and takes only customer ids that begin with ctm_: without ' +
            'customerIdTrait nobody is identified. Name the trait that holds them, ' +
            'data-customer-id-trait="\u2026".',
          offset,
        );
      }
      return;
    }
  }
};

/** What the page preloads. @param {Survey} survey @param {string | undefined} token */
const preload = ({ page, tags: [tag], settings, add }, token) => {
  for (const element of page.elements) {
    const href = attributeValue(element, 'href') ?? '';
    if (element.name !== 'link' || !href.startsWith(SCRIPT_URL)) continue;
    const other = tokenIn(href);
    const [offset] = element.range;
    const fix = { fix: '', range: element.range };
    if (tag && other && token && other !== token) {
      const isPlaceholder = /^YOUR_/.test(other);
      add(
        'preload_disagrees',
        'warning',
        `The preload has ${isPlaceholder ? 'a placeholder for its' : 'another'} token than the tag, so what it downloads is not used.`,
        offset,
        {
          fix: page.source.slice(...element.range).replace(/auth=[^"'\s>&]*/, `auth=${encodeURIComponent(token)}`),
          range: element.range,
        },
      );
    } else if (settings.consent !== undefined && settings.consent !== true) {
      add(
        'preload_before_consent',
        'error',
        'The preload asks ProfitWell before the visitor has consented: leave it out.',
        offset,
        fix,
      );
    } else if (isWebApp(settings.siteType)) {
      add(
        'preload_web_app',
        'note',
        'A web app starts with the first identify, so the preload may be for nothing: leave it out.',
        offset,
        fix,
      );
    }
  }
};

const SAMPLES = /@example\.(com|org|net)$/i;
const TEMPLATE = /\{\{|<%|\$\{|%[A-Z_]+%|\[\[/;

/** The visitor that the page names before the tag has run. @param {Survey} survey */
const identities = ({ calls, add }) => {
  for (const { name, values, offset } of calls) {
    if (!['identify', 'reset', 'setConsent', 'cancellationFlow'].includes(name)) {
      add(
        'invalid_call',
        'error',
        `${JSON.stringify(name.slice(0, 40))} is not a call: the calls are identify, reset, setConsent and cancellationFlow.`,
        offset,
      );
      continue;
    }
    if (name !== 'identify') continue;
    const traits = entryOf(values[0], 'traits')?.node;
    if (values[0] && values[0].kind !== 'object' && values[0].kind !== 'code') {
      add(
        'invalid_call',
        'error',
        'identify takes one object here, { userId, traits }, unlike Segment\u2019s.',
        offset,
      );
      continue;
    }
    if (traits?.kind !== 'object') continue;
    for (const { name: trait, node } of traits.entries) {
      const value = valueOfNode(node);
      const isEmail = trait.replace(/[^a-zA-Z0-9.]/g, '').toLowerCase() === 'email';
      if (typeof value !== 'string') continue;
      if (isEmail && TEMPLATE.test(value)) {
        add(
          'email_unusable',
          'warning',
          'The email is a template that nothing has filled in. If your server does that, all is well; if this ' +
            'is what browsers get, nobody is identified.',
          offset,
        );
      } else if (isEmail && SAMPLES.test(value)) {
        add(
          'email_sample',
          'error',
          'The email is the one of the sample: every visitor would be this person. Put the visitor\u2019s own ' +
            'there, or leave the line out.',
          offset,
        );
      } else if (!isEmail && /mail/i.test(trait) && value.includes('@')) {
        add(
          'email_trait_near_miss',
          'error',
          `The trait ${JSON.stringify(trait.slice(0, 60))} is not read: name it email.`,
          offset,
        );
      }
    }
  }
};

/** @param {any} siteType */
const isWebApp = (siteType) => typeof siteType === 'string' && /^w/i.test(siteType.trim());

/** What ProfitWell does on a page with these settings. @param {Record<string, any>} settings */
export const behaviour = ({ siteType, consent }) => {
  if (consent !== undefined && consent !== true) return 'waits for the visitor\u2019s consent';
  return isWebApp(siteType) ? 'starts with the first identify' : 'starts on load, anonymously until an identify';
};

/** @param {Survey} survey */
export const pageRules = (survey) => {
  const { settings } = survey;
  const given = settings.publicApiToken ?? settings.publicApiKey;
  const token = typeof given === 'string' ? given.trim() : undefined;
  vendorSnippet(survey, token);
  paddle(survey, token);
  preload(survey, token);
  identities(survey);
};
