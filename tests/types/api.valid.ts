import { type Customer, ProfitWellApi, ProfitWellError, type Subscription } from 'retention-destinations/api';

const api = new ProfitWellApi({
  privateToken: 't',
  baseUrl: 'https://api.profitwell.com',
  retries: 2,
  timeoutMs: 1000,
});
const { signal } = new AbortController();

const created: Subscription = await api.subscriptions.create(
  {
    email: 'a@b.co',
    planId: 'pro',
    planInterval: 'month',
    value: 5000,
    effectiveDate: new Date(),
    userAlias: 'u',
    subscriptionAlias: 's',
  },
  { signal },
);
const cents: number = created.value;
const unknown: unknown = created.somethingNew;
const ended: Subscription | null = await api.subscriptions.churn('s', {
  effectiveDate: 1514764800,
  churnType: 'delinquent',
});
for await (const customer of api.customers.list({ startDate: new Date(), limit: 10 }, { signal })) {
  const one: Customer = customer;
  const mrr: number | null | undefined = one.mrrCents;
}
const all: Customer[] = await api.customers.list().toArray();
const point: number | null = (await api.metrics.monthly({ metrics: ['recurring_revenue'] })).data[
  'recurring_revenue'
][0].value;
await api.traits.set({ customerId: 'c', category: 'Team', trait: 'Red' });
await api.traits.set({ email: 'e', category: 'Team', trait: 'Red' });
const { body }: { body: unknown } = await api.call({ method: 'GET', path: '/v2/customers', query: { per_page: 10 } });
try {
  await api.status();
} catch (error) {
  if (error instanceof ProfitWellError && error.code === 'validation') {
    const messages: string[] = error.fields.planInterval;
    const seconds: number | undefined = error.retryAfter;
  }
}
