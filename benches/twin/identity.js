// Who an `identify` call is about: the email rule of this package, in plain JavaScript.

/** @typedef {{ field: 'user_email' | 'user_id', value: string }} Identity */

const LONGEST = 320;
const PLACEHOLDERS = ['', 'undefined', 'null', '0'];
const EMAIL = /^[^\s@\p{Cc}\u200b-\u200f]+@[^\s@.\p{Cc}\u200b-\u200f]+(\.[^\s@.\p{Cc}\u200b-\u200f]+)+$/u;

/** @type {(value: unknown) => string} */
const text = (value) => (typeof value === 'string' && value.trim().length <= LONGEST ? value.trim() : '');

/** @type {(value: unknown) => Identity | undefined} */
const email = (value) => (EMAIL.test(text(value)) ? { field: 'user_email', value: text(value) } : undefined);

/** @type {(value: unknown) => Identity | undefined} */
const customerId = (value) =>
  PLACEHOLDERS.includes(text(value)) ? undefined : { field: 'user_id', value: text(value) };

/**
 * The identity in a call, `{field, value}`: a customer id, else an email; or undefined.
 *
 * @param {unknown} userId
 * @param {unknown} traits
 * @param {string} [customerIdTrait]
 * @returns {Identity | undefined}
 */
export function identityIn(userId, traits, customerIdTrait) {
  const own = /** @type {Record<string, unknown>} */ (traits && typeof traits === 'object' ? traits : {});
  const keys = Object.keys(own);
  const emailKey = keys.find((key) => key.replace(/[^a-zA-Z0-9.]/g, '').toLowerCase() === 'email');
  return (
    (customerIdTrait !== undefined && keys.includes(customerIdTrait) && customerId(own[customerIdTrait])) ||
    email(emailKey && own[emailKey]) ||
    email(userId)
  );
}
