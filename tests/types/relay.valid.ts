import {
  createRelay,
  type LogLine,
  type Message,
  type NamedSession,
  nodeListener,
  type Relay,
  RelayError,
} from 'retention-destinations/relay';

const relay: Relay = createRelay({
  prosperstack: { url: 'https://direct.example/in', apiKey: 'key_x' },
  authenticate: (request: Request, { node, signal }) => {
    if (node?.session?.userId && !signal.aborted) return { email: node.session.email };
    return request.headers.get('cookie') ? { email: 'a@b.co', userId: 7 } : null;
  },
  allow: ['Number of contacts'] as const,
  allowedOrigins: ['https://shop.example'],
});
const answer: Response = await relay(new Request('https://shop.example'));

createRelay({
  prosperstack: {
    async deliver(message: Message, { signal, session }) {
      const email: string = message.traits.email;
      const plan = message.traits['plan'];
      const user: NamedSession = session;
      return fetch('https://x.example', {
        method: 'POST',
        body: JSON.stringify([message, email, plan, user.email]),
        signal,
      });
    },
  },
  authenticate: async () => null,
  allow: '*',
  allowedOrigins: ['https://shop.example'],
  timeoutMs: 1000,
  seen: async (messageId, { email }) => messageId === email,
  delivered: () => {},
  rateLimit: ({ userId }) => (userId === 'x' ? 5 : undefined),
  log: async (line: LogLine) => console.log(line.outcome === 'delivered', line.sent, line.reason),
});

createRelay({
  prosperstack: { url: new URL('https://direct.example/in'), apiKey: 'key_x' },
  authenticate: () => null,
  allow: '*',
  allowedOrigins: [],
});

const listener = nodeListener(relay);
declare const http: {
  message: {
    headers: Record<string, string>;
    rawHeaders: string[];
    complete: boolean;
    httpVersionMajor: number;
    on(event: string, listener: () => void): unknown;
  };
  response: {
    writeHead(status: number, headers: object): unknown;
    end(): unknown;
    destroy(): unknown;
    on(event: string, listener: () => void): unknown;
  };
};
const done: Promise<void> = listener(http.message, http.response);

declare const thrown: unknown;
if (thrown instanceof RelayError) {
  const code: string = thrown.code;
}
