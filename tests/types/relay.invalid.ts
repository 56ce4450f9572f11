// Each statement must be refused; an expectation that is not met is an error itself.
import { createRelay, RelayError } from 'retention-destinations/relay';

const prosperstack = { url: 'https://direct.example', apiKey: 'key_x' };
const authenticate = () => null;
const allowedOrigins = ['https://shop.example'];

// @ts-expect-error nothing at all
createRelay();
// @ts-expect-error what a page may set must be said
createRelay({ prosperstack, authenticate, allowedOrigins });
// @ts-expect-error nobody says who is signed in
createRelay({ prosperstack, allow: '*', allowedOrigins });
// @ts-expect-error no origins
createRelay({ prosperstack, authenticate, allow: '*' });
// @ts-expect-error one name is a list of one
createRelay({ prosperstack, authenticate, allow: 'plan', allowedOrigins });
// @ts-expect-error a URL without a key
createRelay({ prosperstack: { url: 'https://direct.example' }, authenticate, allow: '*', allowedOrigins });
// @ts-expect-error either or
createRelay({ prosperstack: { ...prosperstack, deliver() {} }, authenticate, allow: '*', allowedOrigins });
// @ts-expect-error a session has an email
createRelay({ prosperstack, authenticate: () => ({ userId: 'u' }), allow: '*', allowedOrigins });
// @ts-expect-error a user id is no object
createRelay({ prosperstack, authenticate: () => ({ email: 'a@b.co', userId: {} }), allow: '*', allowedOrigins });
// @ts-expect-error an option nobody knows
createRelay({ prosperstack, authenticate, allow: '*', allowedOrigins, dangerouslyAllowBrowser: true });
// @ts-expect-error only the relay makes one
new RelayError('x', 'y');
