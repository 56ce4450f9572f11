// Every method of the API client, once, in an order that the local server's state allows.

/**
 * The methods of a client, by their names.
 *
 * @type {(api: object) => Map<string, (...given: any[]) => Promise<any>>}
 */
export const methodsOf = (api) =>
  new Map(
    Object.entries(api).flatMap(([name, value]) =>
      typeof value === 'function'
        ? [[name, value]]
        : Object.entries(value).map(([method, call]) => [`${name}.${method}`, call]),
    ),
  );

/**
 * Calls them all and gives their names; used in every runtime.
 *
 * @param {import('retention-destinations/api').ProfitWellApi} api
 */
export async function everyMethod(api) {
  /** @type {string[]} */
  const done = [];
  /** @type {<T>(name: string, work: () => Promise<T>) => Promise<T>} */
  const call = async (name, work) => {
    const answer = await work();
    done.push(name);
    return answer;
  };
  const since = 1_577_836_800;
  const month = new Date().toISOString().slice(0, 7);
  const plan = { planId: 'pro-once', planInterval: 'month', value: 5000, effectiveDate: since };
  await call('status', () => api.status());
  await call('plans.create', () => api.plans.create({ id: 'once', name: 'Once' }));
  await call('plans.get', () => api.plans.get('once'));
  await call('plans.update', () => api.plans.update('once', { name: 'Twice' }));
  await call('plans.list', () => api.plans.list({ limit: 3 }));
  await call('subscriptions.create', () =>
    api.subscriptions.create({ ...plan, email: 'once@example.com', userAlias: 'once', subscriptionAlias: 'sub-once' }),
  );
  await call('subscriptions.update', () =>
    api.subscriptions.update('sub-once', { ...plan, value: 6000, effectiveDate: since + 86_400 }),
  );
  await call('subscriptions.churn', () =>
    api.subscriptions.churn('sub-once', { effectiveDate: new Date('2020-03-01'), churnType: 'delinquent' }),
  );
  await call('subscriptions.unchurn', () => api.subscriptions.unchurn('sub-once'));
  const [{ userId }] = await call('subscriptions.list', () => api.subscriptions.list('once', { limit: 10 }));
  await call('users.update', () => api.users.update(userId, { email: 'twice@example.com' }));
  const [{ customerId }] = await call('customers.list', () => api.customers.list({ limit: 1 }).toArray());
  await call('customers.get', () => api.customers.get(customerId));
  await call('metrics.monthly', () => api.metrics.monthly({ metrics: ['recurring_revenue'] }));
  await call('metrics.daily', () => api.metrics.daily({ month }));
  await call('metrics.plans', () => api.metrics.plans({ limit: 5 }));
  await call('metrics.exclude', () => api.metrics.exclude(customerId));
  await call('company.settings', () => api.company.settings());
  const trait = { customerId, category: 'Team', trait: 'Red' };
  await call('traits.set', () => api.traits.set(trait));
  await call('traits.ofCustomer', () => api.traits.ofCustomer(customerId));
  await call('traits.remove', () => api.traits.remove(trait));
  await api.traits.set(trait);
  await call('traits.removeCategory', () => api.traits.removeCategory('Team'));
  await call('retain.unsubscribedCustomers', () => api.retain.unsubscribedCustomers('reactivation', { page: 1 }));
  await call('retain.stop', () => api.retain.stop(customerId, { interventions: ['retain'], forever: false }));
  await call('gdpr.anonymizeByEmail', () => api.gdpr.anonymizeByEmail('twice@example.com'));
  await call('gdpr.anonymizeByCustomerId', () => api.gdpr.anonymizeByCustomerId(customerId));
  await call('users.delete', () => api.users.delete('once'));
  await call('customerEvent', () => api.customerEvent('cus_1'));
  await call('call', () => api.call({ path: '/v2/plans', method: 'GET' }));
  // One that needs no argument is called without.
  for (const [name, method] of methodsOf(api)) if (!done.includes(name)) await call(name, () => method());
  return done.sort();
}
