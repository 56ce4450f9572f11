// The payload of the flow: the subscriber, from what identify has passed, and what the site adds.

import { SECRET } from '#border';
import { attempt } from '../../src/page/attempt.js';

const CORE = Symbol.for('retention-destinations/ProsperStack');

/** @typedef {import('./flow.js').CancellationFlowOptions} Options */
/** @typedef {import('./flow.js').FlowProperties} Properties */

/**
 * The code of invalid options; nothing if they are valid. The values are never repeated.
 *
 * @param {any} options
 * @returns {import('./flow.js').CancellationFlowError['details'] | undefined}
 */
export function refusal(options) {
  const { clientId, displayMode, flowId, subscriber, subscription } = options ?? {};
  const texts = [clientId, flowId, subscription, Object(subscription).platformId, Object(subscriber).internalId];
  if (texts.some((value) => typeof value === 'string' && SECRET.test(value))) return 'secret_key';
  if (typeof clientId !== 'string' || !/^acct_\w+$/.test(clientId)) return 'invalid_client_id';
  if (subscription != null && typeof subscription !== 'object' && !isId(subscription)) return 'invalid_subscription';
  if (displayMode != null && !['full_screen', 'modal'].includes(displayMode)) return 'invalid_display_mode';
  return undefined;
}

/** @type {(value: unknown) => boolean} */
const isId = (value) => (typeof value === 'string' && value.trim() !== '') || Number.isSafeInteger(value);

/**
 * Flat values, as the flow takes them; a date as its ISO text.
 *
 * @param {any} properties
 * @returns {Properties}
 */
function flat(properties) {
  /** @param {unknown} value */
  const one = (value) => (value instanceof Date ? attempt(() => value.toISOString()) : value);
  /** @param {unknown} value */
  const fits = (value) => value === null || /^(string|boolean)$/.test(typeof value) || Number.isFinite(value);
  return Object.fromEntries(
    attempt(() => Object.entries(properties), [])
      .map(([name, value]) => [name, one(value)])
      .filter(([, value]) => fits(value)),
  );
}

/** Without what is missing or empty. @type {(object: object) => Record<string, any>} */
const full = (object) =>
  Object.fromEntries(Object.entries(object).filter(([, value]) => value != null && value !== ''));

/**
 * Who is identified in this page, if there is somebody who consents and who may be this subscriber.
 *
 * @type {(subscriber: unknown) => { email?: string, userId?: unknown, properties?: unknown }}
 */
const identified = (subscriber) => attempt(() => /** @type {any} */ (window)[CORE].flow(subscriber)) ?? {};

/**
 * The payload. A subscriber of the site's own who is somebody else gets nothing of who is identified.
 *
 * @param {Options} options
 * @returns {import('@prosperstack/flow').FlowUnsignedPayload}
 */
export function payload({ clientId, flowId, properties, subscriber, subscription }) {
  const own = Object(subscriber);
  const { email, userId, properties: known } = identified(own);
  const before = flat(known);
  const added = typeof properties === 'function' ? flat(properties(before)) : { ...before, ...flat(properties) };
  const all = { ...added, ...flat(own.properties) };
  const about = full({
    internalId: userId == null ? undefined : String(userId),
    email,
    ...full(own),
    properties: undefined,
  });
  if (Object.keys(all).length) about.properties = all;
  const asObject = () =>
    typeof subscription === 'object' ? subscription : { platformId: String(subscription).trim() };
  const subject = subscription == null ? undefined : asObject();
  return full({ clientId, flowId, subscriber: Object.keys(about).length ? about : undefined, subscription: subject });
}
