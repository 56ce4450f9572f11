/** In place of your own sessions: whoever has this cookie is Jane. */
export function userOfSession(cookie) {
  const [, session] = /(?:^|; )session=([^;]+)/.exec(cookie ?? '') ?? [];
  return session === 'jane' ? { email: 'jane@example.com', userId: '42' } : null;
}
