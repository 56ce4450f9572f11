// The API client for servers: a class of the module's table of methods. Everything is decided in the module; here
// arguments are copied, names are translated, and methods get their places.

import { engine } from '#api';
import { copy, signalOf } from './api/copy.js';
import { ProfitWellError } from './api/error.js';
import { named } from './api/names.js';
import { refuseInPage } from './api/page.js';

export { ProfitWellError };

/**
 * The table of methods, once the module is there.
 *
 * @type {{ name: string, export: string, parameters: string[], pages: boolean }[]}
 */
let table;

export class ProfitWellApi {
  /** @param {unknown} options */
  constructor(options) {
    refuseInPage();
    const { Api, methods } = engine();
    /** @type {Record<string, any>} */
    const api = new Api(copy('options', options));
    table ??= methods();
    for (const { name, export: perform, parameters, pages } of table) {
      /**
       * The arguments of the export: copies, and the signal, which a list takes for each page.
       *
       * @param {unknown[]} given
       */
      const read = (given) => [
        ...parameters.map((parameter, index) => copy(parameter, given[index])),
        signalOf(given[parameters.length]),
      ];
      /** @type {(...given: unknown[]) => unknown} */
      const method = pages
        ? (...given) =>
            list(
              () => read(given),
              (query) => api[perform](query),
            )
        : async (...given) => answer(api[perform](...read(given)));
      put(this, name, method);
    }
  }
}

/**
 * Gives a method its place: `status`, or `subscriptions.list`.
 *
 * @param {Record<string, any>} client
 * @param {string} name
 * @param {(...given: unknown[]) => unknown} method
 */
function put(client, name, method) {
  const [resource, own] = name.split('.');
  if (own) {
    client[resource] ??= {};
    client[resource][own] = method;
  } else {
    client[resource] = method;
  }
}

/**
 * What the module answers; the stack of an error leads to the caller, not into the module.
 *
 * @param {Promise<unknown>} promise
 */
async function answer(promise) {
  try {
    return named(await promise);
  } catch (error) {
    if (error instanceof ProfitWellError) Error.captureStackTrace?.(error);
    throw error;
  }
}

/**
 * Pages, one after the other, as often as they are iterated over.
 *
 * @param {() => unknown[]} read
 * @param {(query: unknown) => { next(signal: unknown): Promise<unknown>, free(): void }} begin
 */
function list(read, begin) {
  return {
    async *[Symbol.asyncIterator]() {
      const [query, signal] = read();
      const pages = begin(query);
      try {
        while (true) {
          const page = /** @type {unknown[]} */ (await answer(pages.next(signal)));
          if (!page.length) return;
          yield* page;
        }
      } finally {
        pages.free();
      }
    },
    async toArray() {
      const all = [];
      for await (const item of this) all.push(item);
      return all;
    },
  };
}
