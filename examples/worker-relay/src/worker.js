import { createRelay } from 'retention-destinations/relay';
import { userOfSession } from './sessions.js';

let relay;
export default {
  fetch(request, env) {
    // Once, because it counts each visitor's messages.
    relay ??= createRelay({
      prosperstack: { url: env.PROSPERSTACK_URL, apiKey: env.PROSPERSTACK_API_KEY },
      authenticate: (request) => userOfSession(request.headers.get('cookie')),
      allow: ['Number of contacts'],
      allowedOrigins: env.ORIGINS.split(','),
    });
    return relay(request);
  },
};
