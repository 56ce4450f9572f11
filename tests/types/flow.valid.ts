import { type CancellationFlowResult, cancellationFlow, prefetch } from 'retention-destinations/prosperstack/flow';

const ready: boolean = await prefetch({ clientId: 'acct_1', subscription: 'sub_1' });
const result: CancellationFlowResult = await cancellationFlow({
  clientId: 'acct_1',
  subscription: { platformId: 'sub_1', mrr: 39.95 },
  subscriber: { name: 'Jane', properties: { since: new Date() } },
  properties: (known) => ({ number_of_contacts: known['Number of contacts'] }),
  sign: async (payload) => (await fetch('/sign', { method: 'POST', body: payload })).text(),
  track: { track: (event, properties) => console.log(event, properties.status) },
  fallback: ({ details }) => console.log(details === 'timed_out'),
  signal: new AbortController().signal,
  displayMode: 'modal',
  language: 'de',
});
switch (result.status) {
  case 'canceled':
  case 'saved':
    console.log(result.flowSession.id);
    break;
  case 'closed':
    console.log(result.details === 'aborted');
    break;
  case 'error':
    console.log(result.details, result.message);
}
await cancellationFlow({ clientId: 'acct_1' });
