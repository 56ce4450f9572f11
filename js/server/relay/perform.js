// Does what the module says until it says to answer, and tells it what came of each step.

import { ALREADY_READ, TOO_LONG } from './collect.js';
import { own } from './owner.js';
import { LATE, within } from './wait.js';

/** `source` is the request, `owner` what the owner's code and settings are. */
export async function perform(
  exchange,
  source,
  { authenticate, rateLimit, seen, delivered, send, timeoutMs, largestBody },
) {
  let session;
  let request;
  /** The session as the owner's functions get it: always the same object. */
  const sessionNow = () => {
    if (!session) {
      const { email, userId } = exchange;
      session = { email, userId };
    }
    return session;
  };

  /** Takes a step to its end, and tells what that was. */
  async function take(step, tell) {
    let value;
    try {
      value = await step();
    } catch (error) {
      if (error === TOO_LONG) return exchange.bodyTooLong();
      if (error === ALREADY_READ) return exchange.bodyAlreadyRead();
      return error === LATE ? exchange.late() : exchange.failed();
    }
    return tell(value);
  }
  /** Calls the owner's code, whose last argument is `{signal, node}`. */
  const ask = (call) =>
    within(timeoutMs, (last) => {
      last.node = source.node;
      return call(last);
    });

  for (let { step } = exchange; ; ) {
    switch (step) {
      case 'readBody':
        step = await take(
          () => source.body(largestBody, timeoutMs),
          (body) => exchange.bodyRead(body),
        );
        break;
      case 'authenticate':
        request = source.request();
        step = request
          ? await take(
              () => ask((last) => authenticate(request, last)),
              (given) => {
                let fields;
                try {
                  fields = [own(given, 'email'), own(given, 'userId')];
                } catch {
                  return exchange.failed(); // a getter of the owner's
                }
                return exchange.authenticated(given, ...fields, Date.now());
              },
            )
          : exchange.invalidHost();
        break;
      case 'askRateLimit':
        step = await take(
          () => ask((last) => rateLimit(sessionNow(), request, last)),
          (seconds) => exchange.limited(seconds),
        );
        break;
      case 'askSeen': {
        const { messageId } = exchange;
        step = await take(
          () => ask(() => seen(messageId, sessionNow())),
          (known) => exchange.seen(known),
        );
        break;
      }
      case 'deliver':
        step = await take(
          () => send(exchange.json, timeoutMs, sessionNow),
          ({ status, retryAfter }) => exchange.delivered(status, retryAfter),
        );
        break;
      case 'tellDelivered': {
        const { messageId } = exchange;
        step = await take(
          () => ask(() => delivered(messageId, sessionNow())),
          () => exchange.told(),
        );
        break;
      }
      default:
        return;
    }
  }
}
