// The types that both destinations share.

/** An answer to "may we?". Anything but `true` means no. */
export type ConsentAnswer = boolean | PromiseLike<boolean>;

/** The settings that both destinations share. */
export interface CommonSettings {
  /**
   * Whether the visitor consents: `true`; `false` (no, for the life of the page); `'required'`
   * (wait for `setConsent`); a promise of a boolean; or a function that returns a boolean or such a promise
   * and is called at load and again for every event.
   *
   * With several registrations on a page, the strictest answer applies to all.
   * @default true
   */
  consent?: boolean | 'required' | PromiseLike<boolean> | (() => ConsentAnswer);
  /**
   * Consent by category, as Segment's consent tools record it on events: the plugin acts only while all
   * of these are granted. It replaces `consent: 'required'`. It applies to plugins of analytics-next and
   * its forks; the script tag and other hosts ignore it.
   */
  consentCategories?: string[];
  /**
   * Whether to print each decision with `console.info`: its name, one sentence, and where the settings came from. The
   * sentences are loaded only then. An invalid value is ignored with a warning.
   * @default false
   */
  debug?: boolean;
}

/** An event as a host passes it to its plugins. The host's context is returned unchanged. */
export interface EventContext {
  readonly event: {
    readonly userId?: string | null;
    readonly traits?: object | null;
    readonly integrations?: Readonly<Record<string, unknown>>;
  };
}

/** Destination middleware, by Segment's contract; of the payload, only `obj` is available. */
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
  /** Settles immediately and never rejects. */
  load(ctx?: unknown, instance?: unknown): Promise<void>;
  /** Settles when there is nothing left to wait for, at the latest after `timeoutMs`. */
  ready(): Promise<unknown>;
  addMiddleware(...middleware: DestinationMiddleware[]): void;
  identify<C>(ctx: C): C | Promise<C>;
  track<C>(ctx: C): C;
  page<C>(ctx: C): C;
  group<C>(ctx: C): C;
  alias<C>(ctx: C): C;
  screen<C>(ctx: C): C;
}

/** The plugin object of DavidWells' `analytics`. The library needs an indexable type, so this is not an interface. */
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
 * The object that each host's entry returns for settings, by the entry's name. `Product` is the name of
 * its function: `profitwell` or `prosperstack`.
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
  /** The settings. `initialize` reads them once; until then they may be changed. */
  options: Partial<Settings> & Record<string, unknown>;
  /** The host, which sets this property. */
  analytics?: any;
  initialize(): this;
  identify(facade: any): void;
  reset(): this;
  /** Whether there is nothing left to wait for. */
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
  /** Never called. Segment's `classicIntegrations` is typed with its own emitter, whose private members no other class has. */
  new <Options extends object>(options: object extends Options ? Options : never): any;
  (analytics: any): any;
  prototype: any;
}

/** A report of the destination: an error, a warning, a decision, or a note about one trait. */
export interface Said {
  /** The number of the code, which may differ between versions. */
  readonly code: number;
  /** The stable name of the code, such as `started_with_email`. */
  readonly name: string;
  /** What happened and why, in one sentence without the visitor's data. */
  readonly text: string;
  /** The name of a trait, or what is wrong with a value (`'no dot after the @'`); never a value. */
  readonly detail?: string;
  /** The same as `detail`, if that is the name of a trait. */
  readonly trait?: string;
}

/** A decision of the destination, as it is kept. It never contains the visitor's data. */
export interface Decision {
  /** The stable name of the code, such as `started_with_email`. */
  readonly name: string;
  /** When it was made, in milliseconds since 1970. */
  readonly at: number;
  /** The source of the acting registration's settings; `code` stands for an npm entry. */
  readonly source: string;
  /** The name of a trait, what is wrong with a value, or what was found and where. */
  readonly detail?: string;
}

/** The state of a destination on the page. */
export interface State {
  readonly version: string;
  /** The source of the settings of the registration that acted last. */
  readonly source: string;
  /** The first and the last two characters of ProfitWell's token, if the token is long enough. */
  readonly token?: string;
  /** Whether the visitor consents, by the strictest of all answers; `waiting` if one is missing. */
  readonly consent: 'no' | 'waiting' | 'yes';
  /** The state of ProfitWell's script. */
  readonly script?: 'none' | 'waiting' | 'loaded' | 'blocked';
  /** The number of commands that wait for ProfitWell's script, or of properties that wait for ProsperStack's relay. */
  readonly queued: number;
  /** The number of copies of the package that share the page-wide core. */
  readonly copies: number;
}

/**
 * The page-wide core of a destination: `window[Symbol.for('retention-destinations/ProfitWell')]`, or
 * `…/ProsperStack`. The script tag's global (`profitwellDestination`, `prosperstackDestination`) has
 * `decisions` and `state` as well.
 */
export interface Core {
  readonly version: string;
  /** The last 20 decisions, the oldest first. */
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
