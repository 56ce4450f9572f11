import type { Hint, Said } from '../shared/types.js';

export type { Hint, Said };

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
 * Looks settings over and lists what is likely a mistake: a misspelt name or value, a setting
 * that would be refused, a token that cannot be one. Touches no page; works in Node.
 *
 * @example
 * checkSettings({ publicApiToken: token, sitetype: 'web app' });
 * // [{ setting: 'sitetype', hint: 'is not a setting: did you mean siteType? In a script tag it is data-site-type' }]
 */
export function checkSettings(settings: unknown): Hint[];

/**
 * Removes the page's destination with everything it knows, so that each of your tests begins as a page does: call it
 * before or after each. Plugins that were made before act no more; make new ones. On a page of visitors it has no use.
 *
 * @example
 * afterEach(resetForTests);
 */
export function resetForTests(): void;

/** The former name of `checkSettings`. @deprecated */
export const check: typeof checkSettings;
