// Who an `identify` call is about: the email rule of this package, in plain JavaScript.

const LONGEST = 320;
const PLACEHOLDERS = ['', 'undefined', 'null', '0'];
const EMAIL = /^[^\s@\p{Cc}\u200b-\u200f]+@[^\s@.\p{Cc}\u200b-\u200f]+(\.[^\s@.\p{Cc}\u200b-\u200f]+)+$/u;

const text = (value) => (typeof value === 'string' && value.trim().length <= LONGEST ? value.trim() : '');

const email = (value) => (EMAIL.test(text(value)) ? { field: 'user_email', value: text(value) } : undefined);

const customerId = (value) =>
  PLACEHOLDERS.includes(text(value)) ? undefined : { field: 'user_id', value: text(value) };

/** The identity in a call, `{field, value}`: a customer id, else an email; or undefined. */
export function identityIn(userId, traits, customerIdTrait) {
  const own = traits && typeof traits === 'object' ? traits : {};
  const keys = Object.keys(own);
  const emailKey = keys.find((key) => key.replace(/[^a-zA-Z0-9.]/g, '').toLowerCase() === 'email');
  return (
    (keys.includes(customerIdTrait) && customerId(own[customerIdTrait])) ||
    email(emailKey && own[emailKey]) ||
    email(userId)
  );
}
