// What the relay can answer, and what each answer means for the owner of the site. The answers and the log's lines are
// recorded (recordings/relay.json); a test compares the names.

/** @type {Record<string, { label: string, owner: string }>} */
export const RELAY_CASES = {
  delivered: { label: '200: delivered', owner: 'Nothing to do.' },
  accepted: { label: '202: accepted', owner: 'Nothing to do: the other side has taken it and works on it later.' },
  no_session: {
    label: '401: nobody is signed in',
    owner: 'Identify after the login, and let the session\u2019s cookie reach the relay.',
  },
  foreign_origin: { label: '403: another origin', owner: 'Add the page\u2019s origin to allowedOrigins.' },
  another_email: {
    label: '409: somebody else\u2019s session',
    owner: 'Call reset at the logout: the page identified somebody who is not the session\u2019s user.',
  },
  too_large: { label: '413: more than 32 KB', owner: 'Send fewer or shorter properties.' },
  not_json: {
    label: '415: not JSON',
    owner: 'Something between page and relay changed Content-Type, or compressed the body: let it through as it is.',
  },
  too_many: {
    label: '429: too many, Retry-After 4 s',
    owner: 'Nothing, if it is rare: the page waits as long as it is asked to. Else raise rateLimit.',
  },
  crashed: {
    label: '500: your server broke',
    owner: 'Look into your server\u2019s own log: the relay was not reached, for it answers JSON with a code.',
  },
  upstream_key_refused: {
    label: '501: the API key is refused',
    owner: 'Replace the API key; until then nothing is repeated.',
  },
  upstream_failed: { label: '503: ProsperStack failed', owner: 'Nothing, unless it lasts: the page tries again.' },
  upstream_timed_out: {
    label: '504: ProsperStack did not answer in time',
    owner: 'Nothing, unless it lasts: the page tries again.',
  },
  time_out: {
    label: 'No answer: time-out',
    owner: 'Look whether the relay is up, and whether a proxy holds its answers.',
  },
  offline: { label: 'No answer: offline', owner: 'Nothing: the page sends when the network is back.' },
};
