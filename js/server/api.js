// The API client for servers: a class around the module. Everything is decided there; here
// names and dates are translated, and calls are cancelled.

import { Api } from '#api';
import { ProfitWellError, camel } from './api/error.js';
import { refuseInPage } from './api/page.js';

export { ProfitWellError };

const snake = (name) => name.replace(/[A-Z]/g, (letter) => `_${letter.toLowerCase()}`);

/** Arguments as the module reads them: whom it is about, then names and values. */
function text(target, fields) {
  try {
    const given = [target ?? null];
    for (const [name, value] of Object.entries(fields ?? {})) {
      if (value != null) given.push(snake(name), value instanceof Date ? Math.floor(value / 1000) : value);
    }
    return JSON.stringify(given);
  } catch (cause) {
    throw new ProfitWellError({ code: 'invalid_argument', message: `arguments: what JSON can hold (${cause})`, fields: { arguments: ['what JSON can hold'] } });
  }
}

/** Names of an object, or of each in a list, in camel case; what lies deeper stays as it came. */
const camels = (value) => Array.isArray(value) ? value.map((item) => (Array.isArray(item) ? item : camels(item)))
  : value && typeof value == 'object' ? Object.fromEntries(Object.entries(value).map(([name, one]) => [camel(name), one]))
    : value;

const failed = (failure) => (typeof failure == 'string' ? new ProfitWellError(JSON.parse(failure)) : failure);

/** Waits for what `start` begins, which ends when the signal does. */
async function until(signal, start) {
  if (!signal) return JSON.parse(await start().catch((failure) => { throw failed(failure); }));
  signal.throwIfAborted();
  let stop;
  const stopped = new Promise((resolve) => { stop = resolve; });
  signal.addEventListener('abort', stop);
  try {
    return JSON.parse(await start(stopped));
  } catch (failure) {
    // The module rejects with nothing when it was stopped.
    throw failure === undefined ? signal.reason : failed(failure);
  } finally {
    signal.removeEventListener('abort', stop);
    stop();
  }
}

export class ProfitWellApi {
  constructor(options) {
    refuseInPage();
    let api;
    try {
      api = new Api(text(null, options));
    } catch (failure) {
      throw failed(failure);
    }
    const run = async (method, target, fields, { signal } = {}) => {
      const given = text(target, fields);
      return until(signal, (stop) => api.run(method, given, stop));
    };
    const ask = async (...call) => camels(await run(...call));

    this.subscriptions = {
      list: (user, options, last) => ask('subscriptions.list', user, options, last),
      create: (fields, last) => ask('subscriptions.create', null, fields, last),
      update: (id, fields, last) => ask('subscriptions.update', id, fields, last),
      churn: (id, options, last) => ask('subscriptions.churn', id, options, last),
      unchurn: (id, last) => ask('subscriptions.unchurn', id, null, last),
    };
    this.users = {
      update: (user, fields, last) => ask('users.update', user, fields, last),
      delete: (user, last) => ask('users.delete', user, null, last),
    };
    this.plans = {
      list: (options, last) => ask('plans.list', null, options, last),
      get: (id, last) => ask('plans.get', id, null, last),
      create: (fields, last) => ask('plans.create', null, fields, last),
      update: (id, fields, last) => ask('plans.update', id, fields, last),
    };
    this.customers = {
      list: (query, last) => customers(api, query, last),
      get: (id, last) => ask('customers.get', id, null, last),
    };
    this.metrics = {
      monthly: (query, last) => ask('metrics.monthly', null, query, last),
      daily: (query, last) => ask('metrics.daily', null, query, last),
      plans: (options, last) => ask('metrics.plans', null, options, last),
      exclude: (customerId, last) => ask('metrics.exclude', customerId, null, last),
    };
    this.company = {
      settings: (last) => ask('company.settings', null, null, last),
    };
    this.traits = {
      ofCustomer: (customerId, last) => ask('traits.ofCustomer', customerId, null, last),
      set: (fields, last) => ask('traits.set', null, fields, last),
      remove: (fields, last) => ask('traits.remove', null, fields, last),
      removeCategory: (category, last) => ask('traits.removeCategory', category, null, last),
    };
    this.gdpr = {
      anonymizeByEmail: (email, last) => ask('gdpr.anonymizeByEmail', email, null, last),
      anonymizeByCustomerId: (customerId, last) => ask('gdpr.anonymizeByCustomerId', customerId, null, last),
    };
    this.retain = {
      unsubscribedCustomers: (intervention, query, last) => ask('retain.unsubscribedCustomers', intervention, query, last),
      stop: (customerId, options, last) => ask('retain.stop', customerId, options, last),
    };
    this.status = async (last) => { await run('status', null, null, last); };
    this.call = (request, last) => run('call', null, request, last);
    this.customerEvent = (userId, last) => ask('customerEvent', userId, null, last);
  }
}

/** Customers, page after page, as often as it is iterated over. */
function customers(api, query, { signal } = {}) {
  return {
    async *[Symbol.asyncIterator]() {
      let list;
      try {
        list = api.customers(text(null, query));
      } catch (failure) {
        throw failed(failure);
      }
      for (;;) {
        const page = await until(signal, (stop) => list.next(stop));
        if (!page.length) return;
        yield* camels(page);
      }
    },
    async toArray() {
      const all = [];
      for await (const customer of this) all.push(customer);
      return all;
    },
  };
}
