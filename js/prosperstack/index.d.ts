/** An answer to "may we?". Anything but `true` means no. */
export type ConsentAnswer = boolean | PromiseLike<boolean>;

/** A property of a ProsperStack subscriber, and the type that it has there. */
export type MappedProperty = string | { property: string; type?: 'text' | 'number' | 'boolean' | 'date' };

/** What the owner of a site sets once. No secret: a setting that looks like one is refused. */
export interface ProsperStackSettings {
  /** Your relay: same-origin, https, or plain http on this machine. Nothing else is contacted. */
  endpoint: string;
  /**
   * Which trait becomes which property. A mapped trait goes only under its property's name; with a
   * type, its value is read as that type or not sent. Reserved traits go only if they are here.
   */
  mapping?: Readonly<Record<string, MappedProperty>>;
  /** The names of the properties that may be sent. @default all but reserved traits */
  allow?: readonly string[];
  /** Whether `traits.traits` is looked at, as in ProsperStack's own example. @default true */
  nestedTraits?: boolean;
  /** Whether `traits.traits.email` counts where `traits.email` is none. @default false */
  nestedEmail?: boolean;
  /** Whether a user id that looks like an email counts where there is no other. @default false */
  emailFromUserId?: boolean;
  /**
   * Whether the visitor consents: `true`; `false` (no, for the life of the page); `'required'`
   * (wait for {@link setConsent}); a promise of a boolean; or a function that returns one of
   * these and is asked at load and again for every event. With several registrations the
   * strictest answer counts for all.
   * @default true
   */
  consent?: boolean | 'required' | PromiseLike<boolean> | (() => ConsentAnswer);
  /**
   * Consent by category, as Segment's consent tools stamp it on events. For plugins of
   * analytics-next and its forks; the script tag and other hosts ignore it.
   */
  consentCategories?: string[];
  /** Whether the host's stored user is known to the cancellation flow before an identify. @default true */
  useStoredUser?: boolean;
  /** How long one request may take, in milliseconds. @default 10000 */
  timeoutMs?: number;
  /** Say each decision with `console.debug`, as a number that `retention-destinations/prosperstack/debug` explains. @default false */
  debug?: boolean;
}

/** What destination middleware is called with (Segment's contract, of the payload only `obj`). */
export type DestinationMiddleware = (parameters: {
  payload: any;
  integration: string;
  next: (payload: any) => void;
}) => void | Promise<void>;

/** The Plugin object that `analytics.register()` and `AnalyticsBrowser.load({ plugins })` take. */
export interface ProsperStackPlugin {
  readonly name: 'ProsperStack';
  readonly type: 'destination';
  readonly version: string;
  /** Whether the host has called `load`. */
  isLoaded(): boolean;
  /** Settles at once and never rejects. */
  load(ctx?: unknown, instance?: unknown): Promise<void>;
  /** Settles at once. */
  ready(): Promise<unknown>;
  addMiddleware(...middleware: DestinationMiddleware[]): void;
  identify<C>(ctx: C): C | Promise<C>;
  track<C>(ctx: C): C;
  page<C>(ctx: C): C;
  group<C>(ctx: C): C;
  alias<C>(ctx: C): C;
  screen<C>(ctx: C): C;
}

/**
 * The ProsperStack destination as a plugin for Segment's `@segment/analytics-next`: sends the
 * properties of identified subscribers to your relay.
 *
 * Never throws: with settings that cannot be right it says so once in the console and returns
 * a plugin that is off. On a server it returns one that does nothing.
 *
 * @example
 * const analytics = AnalyticsBrowser.load({
 *   writeKey,
 *   plugins: [prosperstack({ endpoint: '/prosperstack', allow: ['Last contacted'] })],
 * });
 */
export function prosperstack(settings: ProsperStackSettings): ProsperStackPlugin;

/**
 * Tells every ProsperStack registration on the page whether the visitor consents. `false` empties
 * the queue, aborts what is in flight and forgets the visitor.
 */
export function setConsent(yes: boolean): void;
