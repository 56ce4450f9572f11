// A shop in Express: its session, its relay to ProsperStack, and its page.
//
//   npm install express express-session retention-destinations
//   PROSPERSTACK_URL=… PROSPERSTACK_API_KEY=key_… SESSION_SECRET=… node server.mjs

import { join } from 'node:path';
import express from 'express';
import session from 'express-session';
import { createRelay, nodeListener } from 'retention-destinations/relay';

const {
  PORT = '3000',
  PROSPERSTACK_URL,
  PROSPERSTACK_API_KEY,
  SESSION_SECRET,
  ORIGINS = `http://localhost:${PORT}`,
} = process.env;

const app = express();
app.use(
  session({
    secret: SESSION_SECRET,
    resave: false,
    saveUninitialized: false,
    cookie: { httpOnly: true, sameSite: 'lax', secure: 'auto' },
  }),
);

const relay = createRelay({
  prosperstack: { url: PROSPERSTACK_URL, apiKey: PROSPERSTACK_API_KEY },
  // `node` is the request as Express has it, with its session.
  authenticate: (_request, { node }) => node.session.user ?? null,
  allow: ['Number of contacts', 'Last contacted'],
  allowedOrigins: ORIGINS.split(','),
});
// Every method: a page of another origin asks first, by OPTIONS. And before body parsers.
app.all('/prosperstack', nodeListener(relay));

app.use(express.json());
// In place of your own sign-in: whoever has the password is Jane.
app.post('/sign-in', (request, response, next) => {
  if (request.body?.password !== 'correct horse') return response.sendStatus(401);
  return request.session.regenerate((error) => {
    if (error) return next(error);
    request.session.user = { email: 'jane@example.com', userId: 42 };
    return response.sendStatus(204);
  });
});
app.use(express.static(join(import.meta.dirname, 'public')));

const server = app.listen(Number(PORT), () => console.log(`http://localhost:${server.address().port}/`));
