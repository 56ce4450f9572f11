// Each statement must be refused; an expectation that is not met is an error itself.
import { ProfitWellApi, ProfitWellError } from 'retention-destinations/api';

// @ts-expect-error no token
new ProfitWellApi({});
// @ts-expect-error there is no flag for pages
new ProfitWellApi({ privateToken: 't', dangerouslyAllowBrowser: true });
const api = new ProfitWellApi({ privateToken: 't' });
// @ts-expect-error no value
api.subscriptions.create({ email: 'e', planId: 'p', planInterval: 'month', effectiveDate: 1 });
// @ts-expect-error a date is no text here
api.subscriptions.churn('s', { effectiveDate: '2020-01-01' });
// @ts-expect-error a date has no other form
api.customers.list({ startDate: '2020-01-01' });
// @ts-expect-error an option nobody knows
api.plans.list({ limits: 1 });
// @ts-expect-error either a customer or an email
api.traits.set({ customerId: 'c', email: 'e', category: 'a', trait: 'b' });
// @ts-expect-error no method
api.call({ path: '/v2/customers' });
// @ts-expect-error not a method
api.call({ method: 'TRACE', path: '/' });
// @ts-expect-error a list is no promise of an array
(await api.customers.list()).length;
// @ts-expect-error only the client makes one
new ProfitWellError({ code: 'x' });
