// What the public types of both destinations have in common.

/** An answer to "may we?". Anything but `true` means no. */
export type ConsentAnswer = boolean | PromiseLike<boolean>;

/** The settings that both destinations have. */
export interface CommonSettings {
  /**
   * Whether the visitor consents: `true`; `false` (no, for the life of the page); `'required'`
   * (wait for `setConsent`); a promise of a boolean; or a function that returns one of these and
   * is asked at load and again for every event.
   *
   * With several registrations on a page the strictest answer counts for all.
   * @default true
   */
  consent?: boolean | 'required' | PromiseLike<boolean> | (() => ConsentAnswer);
  /**
   * Consent by category, as Segment's consent tools stamp it on events: act only while every one
   * of these is granted. It takes the place of `consent: 'required'`. For plugins of
   * analytics-next and its forks; the script tag and other hosts ignore it.
   */
  consentCategories?: string[];
  /**
   * Print each decision with `console.info`: its name, one sentence, and where the settings came from. The sentences
   * are loaded only then. A wrong value is ignored with a warning.
   * @default false
   */
  debug?: boolean;
}

/** An event as a host passes it around; whatever a host's context is, it is handed back. */
export interface EventContext {
  readonly event: {
    readonly userId?: string | null;
    readonly traits?: object | null;
    readonly integrations?: Readonly<Record<string, unknown>>;
  };
}

/** What destination middleware is called with (Segment's contract, of the payload only `obj`). */
export type DestinationMiddleware = (parameters: {
  payload: any;
  integration: string;
  next: (payload: any) => void;
}) => void | Promise<void>;

/** The Plugin object that `analytics.register()` and `AnalyticsBrowser.load({ plugins })` take. */
export interface DestinationPlugin<Name extends string> {
  readonly name: Name;
  readonly type: 'destination';
  readonly version: string;
  /** Whether the host has called `load`. */
  isLoaded(): boolean;
  /** Settles at once and never rejects. */
  load(ctx?: unknown, instance?: unknown): Promise<void>;
  /** Settles when there is nothing to wait for any longer, at the latest after `timeoutMs`. */
  ready(): Promise<unknown>;
  addMiddleware(...middleware: DestinationMiddleware[]): void;
  identify<C>(ctx: C): C | Promise<C>;
  track<C>(ctx: C): C;
  page<C>(ctx: C): C;
  group<C>(ctx: C): C;
  alias<C>(ctx: C): C;
  screen<C>(ctx: C): C;
}

/** The plugin object of DavidWells' `analytics`, which wants an indexable type: no interface. */
export type NamedAnalyticsPlugin<Name extends string> = {
  name: Name;
  config: object;
  initialize(call: any): void;
  loaded(): boolean;
  identify(call: any): void;
  reset(): void;
};

/** The object for RudderStack's `addCustomIntegration`. */
export interface RudderStackIntegration {
  init(config: any, analytics: any, logger?: any): void;
  isReady(analytics: any, logger?: any): boolean;
  identify(analytics: any, logger: any, event: any): void;
}

/**
 * What each host's entry makes of settings, by the entry's name. `Product` is the name of its
 * function: `profitwell` or `prosperstack`.
 */
export interface HostPlugins<Product extends string> {
  /**
   * For DavidWells' `analytics`.
   *
   * @example
   * const analytics = Analytics({ app: 'shop', plugins: [profitwell({ publicApiToken: '…' })] });
   */
  analytics: NamedAnalyticsPlugin<Product>;
  /**
   * For RudderStack's `addCustomIntegration`. ProfitWell's `siteType` defaults to `'web app'` here,
   * as in RudderStack's own integration.
   *
   * @example
   * rudderanalytics.addCustomIntegration('YOUR_DESTINATION_ID', profitwell({ publicApiToken: '…' }));
   */
  rudderstack: RudderStackIntegration;
}

/** A classic analytics.js integration. */
export interface ClassicIntegration<Settings> {
  readonly name: string;
  readonly defaults: object;
  /** Read once, by `initialize`; until then it may be changed. */
  options: Partial<Settings> & Record<string, unknown>;
  /** Set by the host. */
  analytics?: any;
  initialize(): this;
  identify(facade: any): void;
  reset(): this;
  /** Whether there is nothing to wait for any longer. */
  loaded(): boolean;
  ready(): this;
  invoke(method: string, ...args: any[]): any;
  on(event: string, listener: (...args: any[]) => void): this;
  once(event: string, listener: (...args: any[]) => void): this;
  off(event?: string, listener?: (...args: any[]) => void): this;
  emit(event: string, ...args: any[]): this;
}

/** The constructor; `analytics.use(…)` calls it as a function. */
export interface ClassicConstructor<Settings, Integration> {
  new (settings?: Settings): Integration;
  /** Never called: Segment's `classicIntegrations` wants a constructor of its own emitter, whose private members no other has. */
  new <Options extends object>(options: object extends Options ? Options : never): any;
  (analytics: any): any;
  prototype: any;
}

/** What the destination reported: an error, a warning, a decision, or something about one trait. */
export interface Said {
  /** Its number, which may differ between versions. */
  readonly code: number;
  /** Its stable name, such as `started_with_email`. */
  readonly name: string;
  /** What happened and why, in one sentence without anything of the visitor's. */
  readonly text: string;
  /** The name of a trait, or what is wrong with a value (`'no dot after the @'`); never a value. */
  readonly detail?: string;
  /** The same where it is the name of the trait that it is about. */
  readonly trait?: string;
}

/** What the destination decided or found, as it is kept: no text holds anything of the visitor's. */
export interface Decision {
  /** Its stable name, such as `started_with_email`. */
  readonly name: string;
  /** When, in milliseconds since 1970. */
  readonly at: number;
  /** Where the settings came from of the registration that acted: `code` is an npm entry. */
  readonly source: string;
  /** The name of a trait, what is wrong with a value, or what was found and where. */
  readonly detail?: string;
}

/** How things stand on the page. */
export interface State {
  readonly version: string;
  /** Where the settings came from of the registration that acted last. */
  readonly source: string;
  /** ProfitWell's: the first and the last two characters of the token, if there is enough between them. */
  readonly token?: string;
  /** Whether the visitor consents, by the strictest of all answers; `waiting` where one is not there yet. */
  readonly consent: 'no' | 'waiting' | 'yes';
  /** ProfitWell's: what became of the vendor's script. */
  readonly script?: 'none' | 'waiting' | 'loaded' | 'blocked';
  /** ProfitWell's: commands that wait for the vendor's script. ProsperStack's: properties that wait to be sent. */
  readonly queued: number;
  /** How many copies of the package act through the same page-wide core. */
  readonly copies: number;
}

/**
 * The page-wide core of a destination: `window[Symbol.for('retention-destinations/ProfitWell')]`, or
 * `…/ProsperStack`. The script tag's global (`profitwellDestination`, `prosperstackDestination`) has
 * `decisions` and `state` as well.
 */
export interface Core {
  readonly version: string;
  /** The last 20, the oldest first. */
  readonly decisions: readonly Decision[];
  state(): State;
}

/**
 * Something that is wrong, or likely wrong. No message repeats a token, a secret or an email.
 */
export interface Finding {
  /** Its stable name: where the destination would report it, the same as there. */
  readonly code: string;
  /**
   * `error`: it does not work, or must not be so. `warning`: it works in part, or is likely a mistake. `note`: good to
   * know.
   */
  readonly gravity: 'error' | 'warning' | 'note';
  /** The line, from 1, of what was given; none where that was an object. */
  readonly line?: number;
  /** What is wrong, why, and what to do. */
  readonly message: string;
  /** The corrected text, in place of `range` if that is there. What looks like a secret is not in it. */
  readonly fix?: string;
  /** The part of what was given whose place `fix` takes: from an offset up to another, in UTF-16 code units. */
  readonly range?: readonly [number, number];
}

/** What comes of a check of whatever somebody pastes. */
export interface Checked {
  /** What was recognised. */
  readonly parts: ('page' | 'tag' | 'settings' | 'host settings' | 'policy' | 'report')[];
  /** In one sentence. */
  readonly verdict: string;
  /** By their gravity, and then by their lines. */
  readonly findings: Finding[];
  /** What was given, with every `fix` in its place. */
  readonly corrected: string;
}
