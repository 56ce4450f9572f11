// Each statement must be refused; an expectation that is not met is an error itself.
import { cancellationFlow, prefetch } from 'retention-destinations/prosperstack/flow';

// @ts-expect-error no client id
cancellationFlow({ subscription: 'sub_1' });
// @ts-expect-error no such mode
cancellationFlow({ clientId: 'acct_1', displayMode: 'window' });
// @ts-expect-error a list is no property
cancellationFlow({ clientId: 'acct_1', properties: { a: [1] } });
// @ts-expect-error an option nobody knows
cancellationFlow({ clientId: 'acct_1', apiKey: 'key_x' });
// @ts-expect-error only an answer has a session
(await cancellationFlow({ clientId: 'acct_1' })).flowSession.id;
// @ts-expect-error no client id
prefetch({ subscription: 'sub_1' });
