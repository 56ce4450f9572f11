// What a Content-Security-Policy does to the destination, to the vendor's script and to the relay.

import { distance } from '../spelling.js';
import { DIRECTIVES, findPolicies } from './policy-text.js';
import { allowsUrl, governing, hasHash, hasKeyword, hasNonce, isMisquoted, repaired } from './sources.js';

/**
 * @typedef {import('../types.js').Finding} Finding
 * @typedef {import('./policy-text.js').Policy} Policy
 * @typedef {import('./policy-text.js').Directive} Directive
 *
 * @typedef {object} Need what a page must be allowed to load
 * @property {'script-src-elem' | 'connect-src' | 'frame-src'} directive
 * @property {string} code
 * @property {string} what is loaded
 * @property {string[]} urls
 * @property {'documented' | 'observed'} by how it is known
 * @property {string} source that says so
 *
 * @typedef {object} Needs
 * @property {Need[]} vendor
 * @property {string} [fallback] the file for pages that refuse WebAssembly
 *
 * @typedef {object} Site what is known of the page besides
 * @property {string} [src] our tag's URL
 * @property {boolean} [hasNonce] whether our tag has one
 * @property {boolean} [isNowasm] whether the tag needs no WebAssembly
 * @property {boolean} [hasInline] whether the page has an inline script of ours without a nonce
 * @property {string} [endpoint] the relay's URL
 */

const SELF = 'https://self.invalid';
const TRUSTED_TYPES = 'retention-destinations';
/** What a policy in a `<meta>` element cannot say (Content Security Policy Level 3, section 3.3). */
const NOT_IN_META = ['report-uri', 'frame-ancestors', 'sandbox'];

/** The name of the directive that a new one is written as. @param {string} name */
const writtenName = (name) => (name === 'script-src-elem' ? 'script-src' : name);

/** What is wrong with one policy, and the sources that would be right. */
class Review {
  /** @param {Policy} policy @param {string} label @param {(offset: number) => number} lineAt */
  constructor(policy, label, lineAt) {
    this.policy = policy;
    this.label = label;
    this.lineAt = lineAt;
    /** @type {{ finding: Finding, name?: string }[]} `name`: the directive that its fix is of */
    this.found = [];
    /** @type {Map<string, Set<string>>} what directives should allow besides, by their names */
    this.more = new Map();
  }

  /**
   * @param {string} code
   * @param {Finding['gravity']} gravity
   * @param {string} message
   * @param {{ at?: Directive, name?: string, add?: string[] } & Partial<Finding>} [more]
   */
  add(code, gravity, message, { at, name, add = [], ...fields } = {}) {
    const line = this.lineAt(at?.range[0] ?? this.policy.range[0]);
    this.found.push({ finding: { code, gravity, line, message: this.label + message, ...fields }, name });
    if (!name) return;
    const more = this.more.get(name) ?? new Set();
    for (const source of add) more.add(source);
    this.more.set(name, more);
  }

  /** The corrected directive of this name, and the place that it takes. @param {string} name */
  corrected(name) {
    const { directives, range } = this.policy;
    const own = directives.find((directive) => directive.name === name);
    const from = own ?? governing(this.policy, name);
    const sources = [...(from?.sources.map(repaired) ?? []), ...(this.more.get(name) ?? [])];
    const kept = sources.length > 1 ? sources.filter((source) => source.toLowerCase() !== "'none'") : sources;
    const fix = [name, ...new Set(kept)].join(' ');
    if (own) return { fix, range: own.range };
    const last = directives.at(-1)?.range[1] ?? range[1];
    return { fix: `; ${fix}`, range: /** @type {const} */ ([last, last]) };
  }

  findings() {
    return this.found.map(({ finding, name }) => {
      const whole = name ? { ...finding, ...this.corrected(name) } : finding;
      if (!this.policy.isReportOnly || whole.gravity === 'note') return whole;
      return {
        ...whole,
        gravity: /** @type {const} */ ('note'),
        message: `${whole.message} (Report-only: it is reported, not stopped.)`,
      };
    });
  }
}

/** Spelling, order and form. @param {Review} review */
const reviewForm = (review) => {
  const { policy } = review;
  for (const directive of policy.directives) {
    const { name, sources } = directive;
    if (!DIRECTIVES.includes(name)) {
      const likely = DIRECTIVES.find((one) => distance(name.slice(0, 40), one) <= 3);
      const guess = likely ? `: did you mean ${likely}?` : ' and is ignored.';
      const fix = likely && {
        fix: likely,
        range: /** @type {const} */ ([directive.range[0], directive.range[0] + name.length]),
      };
      review.add('policy_unknown_directive', 'warning', `${name.slice(0, 60)} is not a directive${guess}`, {
        at: directive,
        ...fix,
      });
      continue;
    }
    const swallowed = sources.find((source) => DIRECTIVES.includes(source.toLowerCase()) && source.includes('-'));
    if (swallowed && name !== 'report-to') {
      review.add(
        'policy_semicolon',
        'error',
        `A semicolon is missing before ${swallowed}: it is read as a host of ${name}.`,
        {
          at: directive,
          fix: `${[name, ...sources].join(' ').replace(` ${swallowed}`, `; ${swallowed}`)}`,
          range: directive.range,
        },
      );
      continue;
    }
    const wrong = /-(src|uri|ancestors|action)/.test(name) ? sources.filter(isMisquoted) : [];
    if (wrong.length) {
      const list = wrong
        .slice(0, 5)
        .map(repaired)
        .map((source) => source.replace(/^'nonce-.*/i, "'nonce-\u2026'"));
      review.add(
        'policy_quotes',
        'error',
        `In ${name} keywords need straight single quotes, or they are read as hosts: ${list.join(' ')}.`,
        {
          at: directive,
          name,
        },
      );
    }
  }
  for (const directive of policy.repeated) {
    review.add(
      'policy_repeated_directive',
      'warning',
      `${directive.name.slice(0, 60)} stands twice, and browsers ignore the second: put its sources into the first.`,
      {
        at: directive,
      },
    );
  }
  if (policy.via === 'meta') {
    for (const directive of policy.directives.filter(({ name }) => NOT_IN_META.includes(name))) {
      review.add(
        'policy_meta_ignored',
        'note',
        `A <meta> element cannot set ${directive.name}: send it in the header.`,
        { at: directive },
      );
    }
  }
};

/** What is loaded from where. @param {Review} review @param {Needs} needs @param {Site} site */
const reviewLoads = (review, { vendor, fallback }, site) => {
  const { policy } = review;
  const scripts = governing(policy, 'script-src-elem');
  const isDynamic = scripts && hasKeyword(scripts, 'strict-dynamic');
  const isByNonce = scripts && hasNonce(scripts);
  const name = (/** @type {string} */ one) => {
    const found = governing(policy, one);
    return found && found.name !== 'default-src' ? found.name : writtenName(one);
  };

  if (scripts && hasKeyword(scripts, 'none') && scripts.sources.length === 1 && !site.src) {
    review.add(
      'policy_tag',
      'error',
      `${scripts.name} allows no script at all: allow the origin that our file comes from, here 'self'.`,
      {
        at: scripts,
        name: name('script-src-elem'),
        add: ["'self'"],
      },
    );
  } else if (scripts && site.src) {
    const isAllowed = (isByNonce && site.hasNonce) || (!isDynamic && allowsUrl(scripts, site.src, SELF));
    if (!isAllowed && (isByNonce || isDynamic)) {
      review.add(
        'policy_tag',
        'error',
        `${scripts.name} runs only scripts with its nonce: put nonce="\u2026" with the page\u2019s nonce on our tag.`,
        { at: scripts },
      );
    } else if (!isAllowed) {
      const { origin } = new URL(site.src, SELF);
      review.add('policy_tag', 'error', `${scripts.name} stops our tag: allow the origin that it comes from.`, {
        at: scripts,
        name: name('script-src-elem'),
        add: [origin === SELF ? "'self'" : origin],
      });
    }
  } else if (scripts && (isByNonce || isDynamic)) {
    review.add(
      'policy_nonce',
      'note',
      `${scripts.name} goes by a nonce: put it on our tag, which passes it on to ${vendor.length ? 'the vendor\u2019s script and ' : ''}the fallback. A module has no tag to read it from: pass the setting nonce.`,
      { at: scripts },
    );
  }

  if (scripts && site.hasInline && !hasKeyword(scripts, 'unsafe-inline') && !hasHash(scripts)) {
    review.add(
      'policy_inline',
      'error',
      `${scripts.name} stops the inline script that queues calls before the tag: give it the page\u2019s nonce, or move it into a file.`,
      { at: scripts },
    );
  }

  for (const { directive, code, what, urls, by, source } of vendor) {
    const list = governing(policy, directive);
    if (!list) continue;
    const isScript = directive === 'script-src-elem';
    if (isScript && (isDynamic || (isByNonce && site.hasNonce !== false))) continue;
    const missing = urls.filter((url) => !allowsUrl(list, url, SELF));
    if (!missing.length) continue;
    const hosts = missing.map((url) => (url.endsWith('/') ? url : new URL(url).origin).replace(/\/$/, ''));
    const target = name(directive);
    const told = list.name === target ? `${target} stops` : `There is no ${target}, so ${list.name} counts and stops`;
    review.add(
      code,
      by === 'documented' ? 'error' : 'warning',
      `${told} ${what}: add ${hosts.join(' ')}. ${by === 'documented' ? 'Documented' : 'Observed'}: ${source}.`,
      {
        at: list,
        name: target,
        add: hosts,
      },
    );
  }

  const code = governing(policy, 'script-src');
  const isCompiled = !code || ['unsafe-eval', 'wasm-unsafe-eval'].some((keyword) => hasKeyword(code, keyword));
  if (!isCompiled && !site.isNowasm) {
    const target = code.name === 'script-src' ? 'script-src' : writtenName('script-src');
    review.add(
      'policy_wasm',
      'note',
      `${code.name} refuses WebAssembly, so the tag fetches ${fallback} from beside its own file and works by that. Add 'wasm-unsafe-eval', or serve that file (open its URL to see that it is there), or name it in the page instead.`,
      {
        at: code,
        name: target,
        add: ["'wasm-unsafe-eval'"],
      },
    );
  }

  const connect = governing(policy, 'connect-src');
  if (site.endpoint && connect && !allowsUrl(connect, site.endpoint, SELF)) {
    const { origin } = new URL(site.endpoint, SELF);
    review.add('policy_relay', 'error', `${connect.name} stops requests to the relay: allow its origin.`, {
      at: connect,
      name: name('connect-src'),
      add: [origin === SELF ? "'self'" : origin],
    });
  }
};

/** Trusted Types and the sandbox. @param {Review} review @param {Needs} needs */
const reviewGates = (review, { vendor }) => {
  const { policy } = review;
  const find = (/** @type {string} */ name) => policy.directives.find((one) => one.name === name);
  const types = find('trusted-types');
  const isAllowed = !types || types.sources.some((source) => source === TRUSTED_TYPES || source === '*');
  if (types && !isAllowed) {
    review.add(
      'policy_trusted_types',
      'error',
      `trusted-types does not allow the policy ${TRUSTED_TYPES}, by which our scripts are inserted: add its name.`,
      {
        at: types,
        name: 'trusted-types',
        add: [TRUSTED_TYPES],
      },
    );
  }
  const required = find('require-trusted-types-for');
  if (required && vendor.length && isAllowed) {
    review.add(
      'policy_trusted_types_vendor',
      'note',
      'Our part works under Trusted Types. Whether the vendor\u2019s script does is not known: try the page.',
      { at: required },
    );
  }
  const sandbox = policy.via === 'meta' ? undefined : find('sandbox');
  if (sandbox && !sandbox.sources.some((source) => source.toLowerCase() === 'allow-scripts')) {
    review.add('policy_sandbox', 'error', 'sandbox runs no scripts: add allow-scripts.', {
      at: sandbox,
      name: 'sandbox',
      add: ['allow-scripts'],
    });
  }
};

/**
 * What is wrong with policies that all count for one page.
 *
 * @param {Policy[]} policies
 * @param {Needs} needs
 * @param {Site} site
 * @param {(offset: number) => number} lineAt
 * @returns {Finding[]}
 */
export const reviewPolicies = (policies, needs, site, lineAt) =>
  policies.flatMap((policy, at) => {
    const label = policies.length > 1 ? `Policy ${at + 1} of ${policies.length}, and every one counts: ` : '';
    const review = new Review(policy, label, lineAt);
    if (policy.via === 'meta' && policy.isReportOnly) {
      review.add(
        'policy_meta_report_only',
        'warning',
        'A <meta> element cannot be report-only, so browsers ignore this one: send it as a header.',
      );
      return review.found.map(({ finding }) => finding);
    }
    reviewForm(review);
    reviewLoads(review, needs, site);
    reviewGates(review, needs);
    return review.findings();
  });

/**
 * @param {string} text
 * @param {Needs} needs
 * @param {(text: string) => (offset: number) => number} lineFinder
 * @returns {Finding[]}
 */
export const checkPolicyText = (text, needs, lineFinder) => {
  const { policies } = findPolicies(text);
  if (policies.length) return reviewPolicies(policies, needs, {}, lineFinder(text));
  const message =
    'No Content-Security-Policy is found here: give its value, the header\u2019s line or the <meta> element.';
  return [{ code: 'no_policy', gravity: 'error', line: 1, message }];
};
