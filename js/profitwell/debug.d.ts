import type { Checked, Finding, Said } from '../shared/types.js';

export type { Checked, Finding, Said };

/** What each code means, by its name. */
export const EXPLANATIONS: Readonly<Record<string, string>>;

/**
 * Calls `listener` with everything that the page's destination says from now on.
 *
 * The destination is there once `profitwell(settings)` was called, so watch after that and
 * before the host loads it. Without a destination this only says so in the console.
 *
 * @returns a function that ends this.
 *
 * @example
 * const plugin = profitwell(settings);
 * watch(({ name, text }) => console.info(name, text));
 * analytics.register(plugin);
 */
export function watch(listener: (said: Said) => void): () => void;

/** The explanation of a code's name; `undefined` for a name that is none. */
export function explain(name: string): string | undefined;

/**
 * Looks settings over: misspelt names and values, what the destination refuses, a token that cannot be one. Takes an
 * object, or the text of one as JSON or JavaScript; of a host's settings (`integrations`, Segment's CDN settings) it
 * says what they do to this destination. Touches no page; works in Node.
 *
 * @example
 * checkSettings({ publicApiToken: token, sitetype: 'web app' });
 * // [{ code: 'unknown_setting', gravity: 'warning', message: 'sitetype is not a setting: …', fix: 'siteType' }]
 */
export function checkSettings(settings: unknown): Finding[];

/**
 * Looks a page's HTML over, or only a tag: attributes, what keeps the tag from running, where its settings come from,
 * what stands beside it, secrets, the policies in `<meta>` elements. Nothing of it is run. Works in Node, without a DOM.
 *
 * @example
 * assert.deepEqual(checkPage(readFileSync('index.html', 'utf8')), []);
 */
export function checkPage(html: string): Finding[];

/**
 * Looks Content-Security-Policies over for what this destination and the vendor's script need: a value, lines of
 * headers (all of them count), `<meta>` elements, or a list of values.
 *
 * @example
 * checkPolicy(response.headers.get('content-security-policy') ?? '');
 */
export function checkPolicy(policy: string | readonly string[]): Finding[];

/** Looks over whatever somebody pastes: tag, page, settings, policies, report, in any mixture. Works in Node. */
export function check(text: string): Checked;

/**
 * Removes the page's destination with everything it knows, so that each of your tests begins as a page does: call it
 * before or after each. Plugins that were made before act no more; make new ones. On a page of visitors it has no use.
 *
 * @example
 * afterEach(resetForTests);
 */
export function resetForTests(): void;
