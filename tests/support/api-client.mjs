// The API client, the local server that it asks, and a server of one fixed answer.

import assert from 'node:assert/strict';
import { createServer } from 'node:http';
import { after, before, beforeEach } from 'node:test';
import { inspect } from 'node:util';
import { ProfitWellApi } from 'retention-destinations/api';
import { boundPort } from '../../scripts/tools.mjs';
import { apiServer } from './api-server.mjs';

const SCALE = 1000;
/** @type {Awaited<ReturnType<typeof apiServer>>} */
export let server;

before(async () => {
  server = await apiServer({ customers: 30, rateScale: SCALE, cap: 10 });
});
beforeEach(() => server.reset());
after(() => server.stop());

/** @param {object} [options] */
export const client = (options = {}) =>
  new ProfitWellApi({
    privateToken: server.token,
    publicToken: server.publicToken,
    baseUrl: server.url,
    eventsUrl: server.url,
    rateScale: SCALE,
    ...options,
  });

/** A subscription that can be created. @type {import('retention-destinations/api').NewSubscription} */
export const fields = {
  email: 'a@b.co',
  planId: 'pro',
  planInterval: 'month',
  value: 5000,
  effectiveDate: 1_514_764_800,
  userAlias: 'user-1',
  subscriptionAlias: 'sub-1',
};

/** The error with which a call ends. @param {Promise<unknown>} promise @returns {Promise<any>} */
export const failure = (promise) =>
  promise.then(
    (answer) => assert.fail(`no error but ${inspect(answer)}`),
    (error) => error,
  );

/**
 * What one fixed answer becomes.
 *
 * @param {number} status
 * @param {string} body
 * @param {Record<string, string>} [headers]
 * @param {(api: ProfitWellApi, fixed: any) => unknown} [work] is given the server, whose `requests` are those that came
 * @returns {Promise<any>}
 */
export async function answered(status, body, headers = {}, work = (api) => api.company.settings()) {
  /** @type {import('node:http').IncomingMessage[]} */
  const requests = [];
  const fixed = createServer((request, response) => {
    requests.push(request);
    response.writeHead(status, { 'content-type': 'application/json', ...headers });
    response.end(body);
  });
  await new Promise((resolve) => {
    fixed.listen(0, '127.0.0.1', () => resolve(undefined));
  });
  try {
    const api = client({ baseUrl: `http://127.0.0.1:${boundPort(fixed)}`, retries: 0 });
    return await work(api, Object.assign(fixed, { requests }));
  } finally {
    fixed.close();
    fixed.closeAllConnections();
  }
}
