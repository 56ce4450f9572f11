// The ten customers that are listed first, and what they pay a month, in cents.

import { ProfitWellApi } from 'retention-destinations/api';

const api = new ProfitWellApi({
  privateToken: process.env.PROFITWELL_PRIVATE_TOKEN,
  baseUrl: process.env.PROFITWELL_BASE_URL, // ProfitWell's own where there is none
});

for await (const { customerId, mrrCents } of api.customers.list({ limit: 10 })) {
  console.log(`${customerId} ${mrrCents}`);
}
