// What is wrong with a page, or a part of one, as far as its HTML shows.

import { explainSettings } from '../setting-hints.js';
import { snakeCase } from '../snake-case.js';
import { plain } from '../spelling.js';
import { attributeValue, readHtml, scriptText } from './html.js';
import { readLiteral, valueOfNode } from './literal.js';
import { fileOf, prefixOf, requiredOf } from './names.js';
import { othersIn } from './others.js';
import { reviewPolicies } from './policy.js';
import { readPolicy } from './policy-text.js';
import { findSecrets } from './secrets.js';
import { checkHost, checkNode, sentenceOf } from './settings.js';
import { readTag } from './tag.js';

/**
 * @typedef {import('../types.js').Finding} Finding
 * @typedef {import('../setting-hints.js').Product} Product
 * @typedef {import('./html.js').Page} Page
 * @typedef {import('./html.js').Element} Element
 * @typedef {import('./tag.js').Tag} Tag
 * @typedef {import('./literal.js').ObjectNode} ObjectNode
 * @typedef {import('./policy-text.js').Policy} Policy
 *
 * @typedef {object} Call of ours that a page queues before the tag
 * @property {string} name
 * @property {import('./literal.js').Node[]} values
 * @property {number} offset
 *
 * @typedef {object} Survey what a page holds of ours
 * @property {Page} page
 * @property {Tag[]} tags those that run
 * @property {Record<string, any>} settings of the first
 * @property {Call[]} calls
 * @property {(offset: number) => number} lineAt
 * @property {(code: string, gravity: Finding['gravity'], message: string, offset: number, more?: Partial<Finding>) => void} add
 *
 * @typedef {object} Destination
 * @property {Product} product
 * @property {import('./policy.js').Needs} needs
 * @property {string} other the required setting of the other destination
 * @property {(settings: Record<string, any>) => string} behaviour what it does on a page with these settings
 * @property {(survey: Survey) => void} [rules] what is wrong with a page for this destination besides
 */

const MOST_CALLS = 50;
const MOST_TAGS = 50;
const MOST_POLICIES = 50;
/** Scripts whose text is looked at. */
const MOST_SCRIPTS = 1000;

/**
 * Whether an element is ours: it has the required setting, under whatever name, or has our file.
 *
 * @param {Element} element
 * @param {Product['border']} border
 */
const isOurs = (element, border) => {
  const meant = plain(border.NAMES[0]);
  if (element.attributes.some(({ name }) => name.startsWith('data-') && plain(name.slice(5)) === meant)) return true;
  return element.name === 'script' && fileOf(border).test(attributeValue(element, 'src') ?? '');
};

/** Settings of the query of a file's URL. @param {Product} product @param {string} [src] */
const queryOf = ({ border, parsed }, src = '') => {
  /** @type {Record<string, any>} */
  const values = Object.create(null);
  const query = /\?([^#]*)/.exec(src)?.[1];
  if (!query) return values;
  for (const [name, value] of new URLSearchParams(query)) {
    if (border.NAMES.includes(name) || name === 'publicApiKey') values[name] ??= parsed(name, value);
  }
  return values;
};

/**
 * The literals that follow an expression in a script; their offsets are those of the page.
 *
 * @param {Page} page
 * @param {Element} script
 * @param {RegExp} before a global one, which ends where the literal begins
 */
const literalsAfter = (page, script, before) => {
  /** @type {{ node: import('./literal.js').Node, offset: number, match: RegExpMatchArray }[]} */
  const found = [];
  let done = 0;
  let tried = 0;
  for (const match of scriptText(page, script).matchAll(before)) {
    const offset = script.text[0] + (match.index ?? 0);
    if (offset < done) continue;
    if (tried >= MOST_CALLS) break;
    const at = offset + match[0].length;
    const node = readLiteral(page.source, at, script.text[1]);
    // One without an end is read to the end of the script: not many times over.
    tried += node ? 1 : MOST_CALLS / 4;
    if (!node) continue;
    found.push({ node, offset, match });
    done = node.range[1];
  }
  return found;
};

/** @param {string} prefix */
const settingsBefore = (prefix) => new RegExp(`\\b${prefix}Settings\\s{0,9}=\\s{0,9}(?=\\{)`, 'g');
/** @param {string} prefix */
const pluginBefore = (prefix) => new RegExp(`\\b${prefix}\\(\\s{0,99}(?=\\{)`, 'g');
/** @param {string} prefix */
const callBefore = (prefix) => new RegExp(`\\b${prefix}Destination\\b[^;\\n]{0,120}?\\.push\\(\\s{0,99}(?=\\[)`, 'g');
const HOST_BEFORE = /\b(?:integrations|cdnSettings)["']?\s{0,9}[:=]\s{0,9}(?=\{)/g;

/** Policies in `<meta>` elements. @param {Page} page */
export const metaPolicies = ({ source, elements, body }) => {
  /** @type {(Policy & { element: Element, isLate: boolean })[]} */
  const found = [];
  for (const element of elements) {
    if (element.name !== 'meta' || element.inside || found.length >= MOST_POLICIES) continue;
    const [, name, only] =
      /^\s*(content-security-policy)(-report-only)?\s*$/i.exec(attributeValue(element, 'http-equiv') ?? '') ?? [];
    const content = element.attributes.find((one) => one.name === 'content');
    if (!name || !content) continue;
    const policy = readPolicy(source, content.valueRange, { isReportOnly: Boolean(only), via: 'meta' });
    found.push({ ...policy, element, isLate: element.range[0] > body });
  }
  return found;
};

/** The tags of a page, and what is wrong where a tag is but does not run. @param {Survey} survey @param {Product} product */
const findTags = ({ page, tags, add, lineAt }, product) => {
  const { border } = product;
  const file = fileOf(border);
  const required = requiredOf(border);
  const elements = page.elements.filter((element) => isOurs(element, border)).slice(0, MOST_TAGS);
  for (const element of elements) {
    const [offset] = element.range;
    if (element.inside) {
      add(
        'tag_not_run',
        'error',
        `The tag is inside <${element.inside}>, where browsers run no scripts: take it out.`,
        offset,
      );
    } else {
      tags.push(readTag(element, page.source, product, lineAt));
    }
  }
  for (const [start, end] of page.comments) {
    const text = page.source.slice(start, end);
    if (tags.length || !(file.test(text) || text.includes(required))) continue;
    add('tag_in_comment', 'error', 'The tag is in a comment, so it does not run.', start);
  }
  for (let at = page.source.indexOf('&lt;script'); at >= 0; at = page.source.indexOf('&lt;script', at + 1)) {
    const text = page.source.slice(at, at + 400);
    if (!(file.test(text) || text.includes(required))) continue;
    const message =
      'The tag is escaped, so that the page shows it as text: put it in as HTML (in an editor: by its source view).';
    add('tag_escaped', tags.length ? 'warning' : 'error', message, at);
    break;
  }
};

/** Several tags: one page, one destination. @param {Survey} survey @param {Product} product */
const compareTags = ({ tags, add }, { border }) => {
  const [required] = border.NAMES;
  const [first, ...others] = tags;
  if (!others.length) return;
  if (tags.every(({ isModule }) => isModule)) {
    add(
      'two_elements',
      'error',
      `Several modules have ${requiredOf(border)}. Nothing says which of them is meant, so none is used: keep one.`,
      others[0].element.range[0],
    );
    return;
  }
  for (const { settings, element } of others) {
    const isSame = settings[required] === undefined || settings[required] === first.settings[required];
    const [offset] = element.range;
    if (isSame) {
      add(
        'two_tags',
        'note',
        `This tag is here twice. It acts once, by the first (line ${first.line}): remove this one.`,
        offset,
        { fix: '', range: element.whole },
      );
    } else {
      const code = required === 'publicApiToken' ? 'another_token' : 'another_endpoint';
      add(
        code,
        'error',
        `Two tags disagree: this one names another ${required} than the first (line ${first.line}) and stays off. Keep the right one.`,
        offset,
      );
    }
  }
};

/**
 * The sources of the settings, in the tag's order.
 *
 * @param {Survey} survey
 * @param {Destination} destination
 * @returns {boolean} whether there are settings of ours
 */
const readSources = (survey, { product }) => {
  const { page, tags, settings, add, lineAt } = survey;
  const source = { text: page.source, lineAt };
  const [tag] = tags;
  const { border } = product;
  const [required] = border.NAMES;
  const prefix = prefixOf(border);
  const ofWindow = `${prefix}Settings`;
  const aliases = Object.keys(product.aliases ?? {});
  const hasRequired = () => [required, ...aliases].some((name) => settings[name]);
  /** @type {string[]} */
  const disagreeing = [];
  const merge = (/** @type {Record<string, any>} */ values) => {
    for (const name of Object.keys(values)) {
      const value = values[name];
      if (settings[name] === undefined || settings[name] === '') settings[name] = value;
      else if (value !== undefined && border.NAMES.includes(name) && `${String(settings[name])}` !== `${String(value)}`)
        disagreeing.push(name);
    }
  };
  if (tag) merge(tag.settings);
  let isInPage = false;
  let isLate = false;
  const scripts = page.elements.filter(({ name, inside, text }) => name === 'script' && !inside && text[0] < text[1]);
  for (const script of scripts.slice(0, MOST_SCRIPTS)) {
    for (const { node } of literalsAfter(page, script, settingsBefore(prefix))) {
      if (node.kind !== 'object') continue;
      isInPage = true;
      for (const finding of checkNode(product, node, source, { isPart: true }))
        add(finding.code, finding.gravity, finding.message, node.range[0], finding);
      isLate ||= Boolean(
        tag &&
          node.range[0] > tag.element.range[0] &&
          ['async', 'defer'].every((name) => attributeValue(tag.element, name) === undefined) &&
          !tag.isModule,
      );
      if (!hasRequired()) merge(valueOfNode(node));
    }
    for (const { node } of literalsAfter(page, script, pluginBefore(prefix))) {
      if (node.kind !== 'object') continue;
      isInPage = true;
      for (const finding of checkNode(product, node, source))
        add(finding.code, finding.gravity, finding.message, node.range[0], finding);
    }
    for (const { node, offset } of literalsAfter(page, script, HOST_BEFORE)) {
      if (node.kind !== 'object' || page.source.includes('classicIntegrations')) continue;
      const isCdn = page.source.startsWith('cdnSettings', offset);
      const holder = isCdn
        ? node
        : {
            kind: /** @type {const} */ ('object'),
            range: node.range,
            entries: [{ name: 'integrations', nameRange: node.range, node }],
          };
      for (const finding of checkHost(product, holder, source))
        add(finding.code, finding.gravity, finding.message, offset, finding);
    }
    for (const { node, offset } of literalsAfter(page, script, callBefore(prefix))) {
      if (node.kind === 'list')
        survey.calls.push({ name: String(valueOfNode(node.items[0])), values: node.items.slice(1), offset });
    }
  }
  if (tag && isLate && !tag.settings[required]) {
    add(
      'settings_after_tag',
      'error',
      `The tag runs where it stands, before ${ofWindow} is set: put the settings before it, or make it async.`,
      tag.element.range[0],
    );
  }
  if (tag && !hasRequired()) merge(queryOf(product, tag.src));
  if (tag && disagreeing.length) {
    add(
      'settings_disagree',
      'warning',
      `Sources of the settings disagree about ${[...new Set(disagreeing)].join(', ')}: the attributes count, then ${ofWindow}, then the URL.`,
      tag.element.range[0],
    );
  }
  if (tag && !tag.isBroken && !hasRequired()) {
    const isSaid = tag.found.some(({ finding, edits }) => finding.gravity === 'error' && edits.length) || isInPage;
    const [missing] = explainSettings(product, {}).map(sentenceOf);
    const code = `missing_${snakeCase(required)}`;
    const isKnown = tag.found.some(({ finding }) => finding.code === code);
    if (!isKnown && !isSaid)
      add(
        code,
        'error',
        `${missing} It is neither among the tag\u2019s attributes (${requiredOf(border)}), which tag managers drop, nor in ${ofWindow}, nor in the file\u2019s URL.`,
        tag.element.range[0],
      );
  }
  return isInPage;
};

/** Policies that the page itself brings. @param {Survey} survey @param {Destination} destination @param {Finding[]} findings */
const readMeta = ({ page, tags: [tag], settings, calls, add, lineAt }, { needs }, findings) => {
  const policies = metaPolicies(page);
  const counting = policies.filter(({ isLate, element }) => {
    const [offset] = element.range;
    if (isLate)
      add(
        'policy_meta_in_body',
        'warning',
        'A <meta> element with a policy counts only in the head: browsers ignore this one.',
        offset,
      );
    else if (tag && offset > tag.element.range[0])
      add('policy_meta_after_tag', 'note', 'This policy counts for what follows it: our tag stands before it.', offset);
    return !isLate;
  });
  const inline = page.elements.find(
    (one) => one.name === 'script' && calls.some(({ offset }) => offset >= one.text[0] && offset < one.text[1]),
  );
  const site = {
    src: tag?.src,
    hasNonce: tag && Boolean(attributeValue(tag.element, 'nonce') ?? tag.settings.nonce ?? settings.nonce),
    isNowasm: tag?.isNowasm,
    hasInline: Boolean(inline && !attributeValue(inline, 'nonce')),
    endpoint: typeof settings.endpoint === 'string' ? settings.endpoint : undefined,
  };
  findings.push(...reviewPolicies(counting, needs, site, lineAt));
};

/**
 * What is wrong with a page, and what of ours is in it.
 *
 * @param {string} html
 * @param {Destination} destination
 * @param {(text: string) => (offset: number) => number} lineFinder
 * @returns {{ findings: Finding[], survey: Survey, hasOurs: boolean }}
 */
export const reviewPage = (html, destination, lineFinder) => {
  const page = readHtml(html);
  const lineAt = lineFinder(html);
  /** @type {Finding[]} */
  const findings = [];
  /** @type {Survey} */
  const survey = {
    page,
    tags: [],
    settings: Object.create(null),
    calls: [],
    lineAt,
    add: (code, gravity, message, offset, more = {}) =>
      findings.push({ code, gravity, line: lineAt(offset), message, ...more }),
  };
  findTags(survey, destination.product);
  const isTold = findings.length > 0;
  compareTags(survey, destination.product);
  const isInPage = readSources(survey, destination);
  for (const tag of survey.tags) findings.push(...tag.findings());
  readMeta(survey, destination, findings);
  destination.rules?.(survey);
  const told = findings.filter(({ code }) => code === 'secret_in_page');
  for (const range of findSecrets(html)) {
    if (told.some((one) => one.range && one.range[0] <= range[0] && range[1] <= one.range[1])) continue;
    const message =
      'This looks like a secret. Everybody who opens the page can read it: take it out, keep it on your server, and replace it by a new one where it was issued.';
    survey.add('secret_in_page', 'error', message, range[0], { fix: '', range });
  }
  const hasOurs = survey.tags.length > 0 || isInPage || survey.calls.length > 0;
  if (!hasOurs && !isTold) findings.push(...notOurs(html, page, destination.product));
  return { findings: unique(findings), survey, hasOurs: hasOurs || isTold };
};

/** Where nothing of ours is found: whose it is. @param {string} html @param {Page} page @param {Product} product @returns {Finding[]} */
const notOurs = (html, page, { border }) => {
  const others = othersIn(html);
  const where = `Our tag loads ${prefixOf(border)}.min.js and has ${requiredOf(border)}.`;
  if (others.length) {
    const isWhole = /<(!doctype|html|head|body)\b/i.test(html.slice(0, 5000));
    const message = isWhole
      ? `No tag of ours is on this page, only ${others.join(', ')}. ${where} A bundle that imports the package is not to be seen here: look at your live page.`
      : `This is not ours: it is ${others.join(', ')}. ${where}`;
    return [{ code: 'not_ours', gravity: 'error', line: 1, message }];
  }
  if (!page.elements.some(({ name }) => name === 'script') && metaPolicies(page).length) return [];
  const message = `No tag of ours is found here. ${where} A bundle that imports the package is not to be seen in HTML: look at your live page.`;
  return [{ code: 'no_tag', gravity: 'warning', line: 1, message }];
};

const RANK = { error: 0, warning: 1, note: 2 };

/** Findings by gravity and line, each once. @param {Finding[]} findings */
export const unique = (findings) => {
  const seen = new Set();
  return findings
    .filter(({ code, line, message }) => {
      const key = `${code} ${line} ${message}`;
      if (seen.has(key)) return false;
      seen.add(key);
      return true;
    })
    .sort((one, other) => RANK[one.gravity] - RANK[other.gravity] || (one.line ?? 0) - (other.line ?? 0));
};
