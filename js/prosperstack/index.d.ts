import type { CommonSettings, DestinationPlugin } from '../shared/types.js';

export type { ConsentAnswer, DestinationMiddleware } from '../shared/types.js';

/** A property of a ProsperStack subscriber, and optionally its type. */
export type MappedProperty = string | { property: string; type?: 'text' | 'number' | 'boolean' | 'date' };

/** The settings of the ProsperStack destination. None is secret: a setting that looks like a secret is rejected. */
export interface ProsperStackSettings extends CommonSettings {
  /** The URL of your relay: same-origin, https, or plain http on localhost. Nothing else is contacted. */
  endpoint: string;
  /**
   * The property for each trait. A mapped trait is sent only under its property's name; with a type, its
   * value is sent only if it can be read as that type. Reserved traits are sent only if they are named here.
   */
  mapping?: Readonly<Record<string, MappedProperty>>;
  /** The names of the properties that may be sent. @default all but reserved traits */
  allow?: readonly string[];
  /** Whether `traits.traits` is read, as in ProsperStack's own example. @default true */
  nestedTraits?: boolean;
  /** Whether `traits.traits.email` is used if `traits.email` is not an email. @default false */
  nestedEmail?: boolean;
  /** Whether a user id that looks like an email is used if there is no other email. @default false */
  emailFromUserId?: boolean;
  /** Whether the cancellation flow may use the host's stored user before an identify. @default true */
  useStoredUser?: boolean;
  /** The longest time for one request, in milliseconds. @default 10000 */
  timeoutMs?: number;
}

/** The plugin. Its `ready` settles immediately. */
export type ProsperStackPlugin = DestinationPlugin<'ProsperStack'>;

/**
 * The ProsperStack destination as a plugin for Segment's `@segment/analytics-next`: sends the
 * properties of identified subscribers to your relay.
 *
 * It never throws. With invalid settings it prints one error and returns a plugin that is off. On a
 * server it returns a plugin that does nothing.
 *
 * @example
 * const analytics = AnalyticsBrowser.load({
 *   writeKey,
 *   plugins: [prosperstack({ endpoint: '/prosperstack', allow: ['Last contacted'] })],
 * });
 */
export function prosperstack(settings: ProsperStackSettings): ProsperStackPlugin;

/**
 * Records the visitor's answer for every ProsperStack registration on the page. `false` empties the queue,
 * aborts requests in flight and forgets the visitor.
 */
export function setConsent(yes: boolean): void;
