// One script tag of ours: its attributes, and the settings in them.

import { attributeOf, explainSettings, unquoted } from '../setting-hints.js';
import { plain } from '../spelling.js';
import { attributeValue } from './html.js';
import { prefixOf } from './names.js';
import { findSecrets } from './secrets.js';
import { sentenceOf } from './settings.js';
import { readForm } from './tag-form.js';
import { edited } from './text.js';

/**
 * @typedef {import('../types.js').Finding} Finding
 * @typedef {import('../setting-hints.js').Product} Product
 * @typedef {import('./html.js').Element} Element
 * @typedef {import('./html.js').Attribute} Attribute
 * @typedef {import('./text.js').Edit} Edit
 * @typedef {import('./text.js').Range} Range
 */

const OPEN_CURLY = /^[\u2018-\u201f]/;
const CLOSED_CURLY = /[\u2018-\u201f]$/;

/** Attributes of scripts that are no settings, and those that other tools put on any script. */
const STANDARD = [
  'src',
  'async',
  'defer',
  'type',
  'id',
  'class',
  'nonce',
  'integrity',
  'crossorigin',
  'referrerpolicy',
].concat([
  'fetchpriority',
  'charset',
  'language',
  'nomodule',
  'blocking',
  'onload',
  'onerror',
  'style',
  'title',
  'lang',
]);
const FOREIGN =
  /^data-(cf|rocket|turbo|turbolinks|cookie|usercentrics|uc-|category|categories|service|cmp|iub|nitro|wp|no-|pagespeed|nscript|test|qa|cy|v-|astro|purpose|vendor|src|type|skip|react|hid|n-head|vmid|ot-|osano|ketch|didomi|borlabs|complianz|suppressed|minify|optimized|delay|gtm)/;

/** Attributes whose names a browser's `dataset` has as settings: `data-site-type` as `siteType`. @param {string} name */
const settingOf = (name) => name.slice(5).replace(/-([a-z])/g, (_, letter) => letter.toUpperCase());

/** What a tag says of itself, and what is wrong with that. */
export class Tag {
  /** @param {Element} element @param {string} source of the page @param {Product} product @param {(offset: number) => number} lineAt */
  constructor(element, source, product, lineAt) {
    this.element = element;
    this.source = source;
    this.product = product;
    this.border = product.border;
    this.prefix = prefixOf(product.border);
    this.lineAt = lineAt;
    /** @type {{ finding: Finding, edits: Edit[] }[]} */
    this.found = [];
    this.src = attributeValue(element, 'src')?.trim();
    this.type = attributeValue(element, 'type') ?? '';
    this.isModule = this.type.trim().toLowerCase() === 'module';
    /** Whether its attributes cannot be separated. */
    this.isBroken = false;
    this.isNowasm = Boolean(this.src?.includes(product.border.NOWASM));
    /** Settings, as its attributes give them. @type {Record<string, any>} */
    this.settings = Object.create(null);
    /** The attribute that a setting is from. @type {Map<string, Attribute>} */
    this.origins = new Map();
    /** The settings that misspelt names mean. @type {Map<string, string>} */
    this.renamed = new Map();
  }

  get line() {
    return this.lineAt(this.element.range[0]);
  }

  /**
   * @param {string} code
   * @param {Finding['gravity']} gravity
   * @param {string} message
   * @param {Edit[]} [edits] that correct it
   * @param {number} [offset]
   */
  add(code, gravity, message, edits = [], offset = this.element.range[0]) {
    this.found.push({ finding: { code, gravity, line: this.lineAt(offset), message }, edits });
  }

  /** The removal of an attribute with the space before it. @param {Attribute} attribute @returns {Edit} */
  removal({ range: [start, end] }) {
    const space = /\s*$/.exec(this.source.slice(Math.max(0, start - 200), start))?.[0].length ?? 0;
    return { range: [start - space, end], text: '' };
  }

  /** An attribute of its own. @param {string} text @returns {Edit} */
  addition(text) {
    const [start] = this.element.range;
    const end = start + 1 + this.element.name.length;
    return { range: [end, end], text: ` ${text}` };
  }

  /** Quotes that are none in HTML: the attribute that has them, and those into which its spaces have cut it. */
  readCurly() {
    const { attributes } = this.element;
    /** @type {Attribute[]} */
    const kept = [];
    for (let at = 0; at < attributes.length; at += 1) {
      const first = attributes[at];
      if (!OPEN_CURLY.test(first.value)) {
        kept.push(first);
        continue;
      }
      let last = first;
      let value = first.value;
      const isOpen = () => value.length < 2 || !CLOSED_CURLY.test(value);
      for (let next = at + 1; isOpen() && next < Math.min(attributes.length, at + 8); next += 1) {
        const { name, hasValue, range } = attributes[next];
        if (hasValue) break;
        last = attributes[next];
        value += ` ${this.source.slice(...range) || name}`;
        if (CLOSED_CURLY.test(value)) at = next;
      }
      const bare = unquoted(value);
      const range = /** @type {const} */ ([first.range[0], last.range[1]]);
      const name = this.source.slice(...first.nameRange);
      const isCut = first !== last;
      const edit = { range, text: `${name}="${bare.replaceAll('"', '&quot;')}"` };
      kept.push({ ...first, value: isCut ? bare : first.value });
      this.add(
        'curly_quotes',
        'error',
        `${first.name} has typographic quotation marks, which HTML takes for a part of the value${isCut ? ' and which do not hold its spaces together' : ''}: use straight ones.`,
        [edit],
        range[0],
      );
    }
    this.attributes = kept;
  }

  readAttributes() {
    this.readCurly();
    for (const attribute of this.attributes ?? []) {
      const { name, value, nameRange } = attribute;
      if (STANDARD.includes(name)) continue;
      if (!name.startsWith('data-')) {
        this.readOther(attribute);
        continue;
      }
      const setting = settingOf(name);
      if (OPEN_CURLY.test(value)) {
        this.settings[setting] = unquoted(value); // said already
        continue;
      }
      if (setting === `${this.prefix}Consent` || setting === 'consent') continue;
      if (FOREIGN.test(name) && !this.border.NAMES.includes(setting)) continue;
      const read = this.product.parsed(setting, value);
      if (read === undefined && value && this.border.NAMES.includes(setting)) continue; // blank: not set
      this.origins.set(setting, attribute);
      this.settings[setting] = read ?? (this.border.NAMES.includes(setting) ? undefined : value);
      if (setting === 'nonce' && value) {
        this.add(
          'data_nonce',
          'note',
          'data-nonce can be read by CSS selectors, the attribute nonce cannot: use that.',
          [{ range: nameRange, text: 'nonce' }],
          nameRange[0],
        );
      }
    }
    this.readConsent();
    for (const { name, range } of this.element.repeated) {
      this.add(
        'duplicate_attribute',
        'warning',
        `${name.slice(0, 60)} occurs twice, and browsers ignore the second.`,
        [],
        range[0],
      );
    }
  }

  /** @param {Attribute} attribute that is no `data-` attribute and none of HTML's */
  readOther({ name, nameRange, range }) {
    if (/^on|^:|^@|^v-|["'<>]/.test(name)) return;
    const meant = plain(name);
    const likely =
      this.border.NAMES.find((one) => plain(one) === meant) ??
      (/^(token|publictoken|apitoken|publicapikey|pwauth)$/.test(meant) ? this.border.NAMES[0] : undefined);
    if (!likely || meant.length < 4) return;
    const right = attributeOf(likely);
    this.settings[likely] ??= attributeValue(this.element, name);
    this.add(
      'unknown_attribute',
      'error',
      `${name} is not read: the attribute is ${right}.`,
      [{ range: nameRange, text: right }],
      range[0],
    );
  }

  readConsent() {
    const own = this.element.attributes.find(({ name }) => name === `data-${this.prefix}-consent`);
    const shared = this.element.attributes.find(({ name }) => name === 'data-consent');
    if (own?.value.trim()) {
      this.settings.consent = this.product.parsed('consent', own.value);
      this.origins.set('consent', own);
    } else if (shared) {
      if (/^\s*(true|false|required|)\s*$/i.test(shared.value)) {
        this.settings.consent = this.product.parsed('consent', shared.value);
        this.origins.set('consent', shared);
      } else {
        const [start] = shared.range;
        this.add(
          'consent_ignored',
          'warning',
          `data-consent is none of true, false and required, so it is taken for a consent manager\u2019s mark and ignored: this tag waits for nobody. If consent was meant, data-${this.prefix}-consent="required" says so.`,
          [],
          start,
        );
      }
    }
  }

  /** The problems of settings that are attributes. */
  readSettings() {
    const problems = explainSettings(this.product, this.settings, { isPart: true });
    // What is meant by a misspelt name is looked at, too.
    /** @type {Record<string, any>} */
    const meant = Object.create(null);
    for (const { setting, name } of problems) {
      const attribute = this.origins.get(setting);
      if (!name || !attribute || this.settings[name] !== undefined) continue;
      meant[name] = this.product.parsed(name, attribute.value);
      this.settings[name] = meant[name];
      this.origins.set(name, attribute);
      this.renamed.set(setting, name);
    }
    problems.push(...explainSettings(this.product, meant, { isPart: true }));
    for (const problem of problems) this.addProblem(problem);
  }

  /** @param {import('../setting-hints.js').Problem} problem */
  addProblem(problem) {
    const { code, gravity, hint, name, value, isToGo, setting } = problem;
    const attribute = this.origins.get(setting);
    if (!attribute) {
      if (!code.startsWith('missing_')) this.add(code, gravity, sentenceOf(problem)); // else reported for all sources
      return;
    }
    const written = this.source.slice(...attribute.nameRange);
    const { range, nameRange } = attribute;
    if (code === 'unknown_setting') {
      const isThere = name && this.element.attributes.some((one) => one.name === attributeOf(name));
      if (isThere) {
        // Which of the two values is meant, nobody but the owner knows.
        const both = `${written} is not read, and ${attributeOf(name)} is there, too: keep that, with the right value.`;
        this.add('unknown_attribute', 'warning', both, [], range[0]);
        return;
      }
      const edits = name ? [{ range: nameRange, text: attributeOf(name) }] : [];
      const isRequired = this.renamed.get(setting) === this.border.NAMES[0];
      const message = name
        ? `${written} is not read: did you mean ${attributeOf(name)}?`
        : `${written} is no attribute of ours and is ignored.`;
      this.add('unknown_attribute', isRequired ? 'error' : gravity, message, edits, range[0]);
      return;
    }
    /** @type {Edit[]} */
    const edits = [];
    if (isToGo) edits.push(this.removal(attribute));
    else if (value !== undefined) {
      edits.push({ range: [nameRange[1], range[1]], text: `="${String(value).replaceAll('"', '&quot;')}"` });
    }
    const told = [...this.renamed.values()].includes(setting) ? attributeOf(setting) : attribute.name;
    this.add(code, gravity, sentenceOf({ ...problem, setting: told, hint }), edits, range[0]);
  }

  /** Its findings; all have the same corrected tag. @returns {Finding[]} */
  findings() {
    const { whole: range } = this.element;
    const text = this.source.slice(...range);
    const secrets = findSecrets(text).map(([from, to]) => ({
      range: /** @type {const} */ ([range[0] + from, range[0] + to]),
      text: '',
    }));
    const edits = [...this.found.flatMap(({ edits }) => edits), ...secrets];
    const [start, end] = this.element.range;
    const startTag = edited(this.source.slice(start, end), edits, start).replace(/[^\S\n]+>$/, '>');
    const corrected = startTag + edited(this.source.slice(end, range[1]), edits, end);
    return this.found.map(({ finding, edits: own }) => (own.length ? { ...finding, fix: corrected, range } : finding));
  }
}

/** Reads a tag. @param {ConstructorParameters<typeof Tag>} parameters */
export const readTag = (...parameters) => {
  const tag = new Tag(...parameters);
  readForm(tag);
  if (tag.isBroken) return tag;
  tag.readAttributes();
  tag.readSettings();
  return tag;
};
