import type { CommonSettings, DestinationPlugin } from '../shared/types.js';

export type { ConsentAnswer, DestinationMiddleware } from '../shared/types.js';

/** A property of a ProsperStack subscriber, and the type that it has there. */
export type MappedProperty = string | { property: string; type?: 'text' | 'number' | 'boolean' | 'date' };

/** What the owner of a site sets once. No secret: a setting that looks like one is refused. */
export interface ProsperStackSettings extends CommonSettings {
  /** Your relay: same-origin, https, or plain http on localhost. Nothing else is contacted. */
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
  /** Whether the host's stored user is known to the cancellation flow before an identify. @default true */
  useStoredUser?: boolean;
  /** How long one request may take, in milliseconds. @default 10000 */
  timeoutMs?: number;
}

/** The plugin. Its `ready` settles at once. */
export type ProsperStackPlugin = DestinationPlugin<'ProsperStack'>;

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
