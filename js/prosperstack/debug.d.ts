/** What the destination said: an error, a warning, a decision, or something about one trait. */
export interface Said {
  /** Its number, which may differ between versions. */
  readonly code: number;
  /** Its stable name, such as `no_email`. */
  readonly name: string;
  /** What happened and why, in one sentence without anything of the visitor's. */
  readonly text: string;
  /** The name of the trait that it is about, if it is about one; never its value. */
  readonly trait?: string;
}

/** A setting that is likely a mistake. */
export interface Hint {
  readonly setting: string;
  /** What is wrong with it, to be read after its name. Never holds a secret. */
  readonly hint: string;
}

/** What each code means, by its name. */
export const EXPLANATIONS: Readonly<Record<string, string>>;

/**
 * Calls `listener` with everything that the page's destination says from now on; single traits
 * are looked at only while somebody listens.
 *
 * @returns a function that ends this.
 *
 * @example
 * const plugin = prosperstack(settings);
 * watch(({ name, trait, text }) => console.info(name, trait, text));
 * analytics.register(plugin);
 */
export function watch(listener: (said: Said) => void): () => void;

/** The explanation of a code's name; `undefined` for a name that is none. */
export function explain(name: string): string | undefined;

/** Looks settings over and lists what is likely a mistake. Touches no page; works in Node. */
export function check(settings: unknown): Hint[];
