// Does what the module says until it says to answer, and tells it what came of each step.

import { ALREADY_READ, TOO_LONG } from './collect.js';
import { own } from './owner.js';
import { LATE, within } from './wait.js';

/** `source` is the request, `owner` what the owner's code and settings are. */
export async function perform(exchange, source, { authenticate, rateLimit, seen, delivered, send, timeoutMs, largestBody }) {
  let session;
  let request;

  /** Waits for a step's end, and tells what it was. */
  async function end(step, tell) {
    let value;
    try {
      value = await step;
    } catch (error) {
      if (error === TOO_LONG) return exchange.bodyTooLong();
      if (error === ALREADY_READ) return exchange.bodyAlreadyRead();
      return error === LATE ? exchange.late() : exchange.failed();
    }
    return tell(value);
  }
  /** Calls the owner's code, whose last argument is `{signal, node}`. */
  const ask = (call) => within(timeoutMs, (signal) => call({ get signal() { return signal(); }, node: source.node }));

  for (let { step } = exchange; ;) {
    switch (step) {
      case 'readBody':
        step = await end(source.body(largestBody, timeoutMs), (body) => exchange.bodyRead(body));
        break;
      case 'authenticate':
        request = source.request();
        step = request
          ? await end(ask((more) => authenticate(request, more)).then((given) => [given, own(given, 'email'), own(given, 'userId')]),
            (given) => exchange.authenticated(...given, Date.now()))
          : exchange.invalidHost();
        break;
      case 'askRateLimit':
        session ??= sessionOf(exchange);
        step = await end(ask((more) => rateLimit(session, request, more)), (seconds) => exchange.limited(seconds));
        break;
      case 'askSeen': {
        const { messageId } = exchange;
        session ??= sessionOf(exchange);
        step = await end(ask(() => seen(messageId, session)), (known) => exchange.seen(known));
        break;
      }
      case 'deliver':
        session ??= sessionOf(exchange);
        step = await end(send(exchange.json, timeoutMs, session), ({ status, retryAfter }) => exchange.delivered(status, retryAfter));
        break;
      case 'tellDelivered': {
        const { messageId } = exchange;
        step = await end(ask(() => delivered(messageId, session)), () => exchange.told());
        break;
      }
      default:
        return;
    }
  }
}

/** The session as the owner's functions get it. */
function sessionOf({ email, userId }) {
  return { email, userId };
}
