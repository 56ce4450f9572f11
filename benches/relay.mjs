// What the relay costs, in Node over loopback: time added to a post that goes to the other side directly,
// requests a second, and memory over 100,000 requests, beside a plain handler of node:http that does the same for this
// one message and checks nothing else. Writes benches/RELAY.md; about a minute on an idle machine.

import { fork } from 'node:child_process';
import { once } from 'node:events';
import { writeFileSync } from 'node:fs';
import { Agent, createServer, request as http } from 'node:http';
import { cpus, loadavg, totalmem } from 'node:os';
import { join } from 'node:path';
import { boundPort, root, step } from '../scripts/tools.mjs';

const ORIGIN = 'https://shop.example';
const KEY = 'key_test_bench';
const PAIRS = 2000;
const ROUNDS = 3;
const SECONDS = 4;
const REQUESTS = 100_000;
const LIMIT_MS = 25_000;
const AT_ONCE = 32;

/** The other side, as light as Node has it: it reads the message and takes it. */
function destination() {
  const server = createServer((message, response) => {
    message.resume();
    message.on('end', () => response.writeHead(200, { 'content-type': 'application/json' }).end('{}'));
  });
  return server;
}

/** @param {string} url */
async function relay(url) {
  const { createRelay, nodeListener } = await import('retention-destinations/relay');
  return createServer(
    nodeListener(
      createRelay({
        prosperstack: { url, apiKey: KEY },
        authenticate: (request) => (request.headers.get('cookie') ? { email: 'jane@example.com', userId: 'u1' } : null),
        allow: ['Number of contacts', 'Is professional', 'Last contacted', 'Preferred name'],
        allowedOrigins: [ORIGIN],
      }),
    ),
  );
}

/**
 * What the relay does for the benchmark's message, by hand: how little Node needs for it.
 *
 * @param {string} url
 */
function twin(url) {
  const agent = new Agent({ keepAlive: true });
  const headers = { 'content-type': 'application/json', authorization: `Basic ${btoa(`${KEY}:`)}` };
  return createServer((request, response) => {
    /** @param {number} status */
    const answer = (status) => {
      console.log(JSON.stringify({ outcome: status, user: 'u1' }));
      response.writeHead(status, { 'access-control-allow-origin': ORIGIN }).end();
    };
    if (request.headers.origin !== ORIGIN || !request.headers.cookie) return answer(403);
    /** @type {Buffer[]} */
    const parts = [];
    request.on('data', (part) => parts.push(part));
    request.on('end', () => {
      const { messageId, timestamp, traits } = JSON.parse(Buffer.concat(parts).toString());
      const identity = { type: 'identify', messageId, timestamp, userId: 'u1' };
      const text = JSON.stringify({ ...identity, traits: { email: 'jane@example.com', traits: traits.traits } });
      const options = { method: 'POST', agent, headers: { ...headers, 'content-length': Buffer.byteLength(text) } };
      const sent = http(url, options, (taken) => {
        taken.resume();
        taken.on('end', () => answer(taken.statusCode ?? 0));
      });
      sent.end(text);
    });
  });
}

/** A child process: a server, and on request what it has used of processor and memory. */
if (process.argv[2] === 'child') {
  const [, , , kind, url] = process.argv;
  const server = kind === 'destination' ? destination() : await (kind === 'relay' ? relay : twin)(url);
  server.keepAliveTimeout = 60_000;
  server.listen(0, '127.0.0.1', () => process.send?.({ port: boundPort(server) }));
  process.on('message', () => {
    globalThis.gc?.();
    const { user, system } = process.cpuUsage();
    process.send?.({
      seconds: (user + system) / 1e6,
      resident: process.memoryUsage.rss() / 2 ** 20,
      heap: process.memoryUsage().heapUsed / 2 ** 20,
    });
  });
  await new Promise(() => {});
}

/** What pressing a server came to. @typedef {{ made: number, seconds: number, processor: number }} Sum */

/** @param {string[]} args */
async function child(...args) {
  // The relay's log lines go where nobody reads them, but they are written.
  const process_ = fork(import.meta.filename, ['child', ...args], {
    stdio: ['ignore', 'ignore', 'inherit', 'ipc'],
    execArgv: ['--expose-gc'],
  });
  const [{ port }] = await once(process_, 'message');
  return {
    url: `http://127.0.0.1:${port}/`,
    port,
    async usage() {
      process_.send('usage');
      return (await once(process_, 'message'))[0];
    },
    end: () => process_.kill(),
  };
}

const agent = new Agent({ keepAlive: true, maxSockets: AT_ONCE });
let count = 0;
const body = () =>
  JSON.stringify({
    type: 'identify',
    messageId: `bench-${++count}`,
    timestamp: '2026-01-02T03:04:05.678Z',
    userId: 'u1',
    traits: {
      email: 'jane@example.com',
      traits: {
        'Number of contacts': 5800,
        'Is professional': true,
        'Last contacted': '2021-05-04',
        'Preferred name': 'Johnny',
      },
    },
  });

/**
 * One request, to its end.
 * @returns {Promise<void>}
 * @param {number} port
 */
function post(port) {
  const text = body();
  return new Promise((resolve, reject) => {
    const sent = http(
      {
        host: '127.0.0.1',
        port,
        method: 'POST',
        agent,
        headers: {
          origin: ORIGIN,
          cookie: 'session=1',
          'content-type': 'application/json',
          authorization: 'Basic a2V5Og==',
          'content-length': Buffer.byteLength(text),
        },
      },
      (response) => {
        response.resume();
        response.on('end', () =>
          response.statusCode === 200 ? resolve() : reject(new Error(`status ${response.statusCode}`)),
        );
      },
    );
    sent.on('error', reject);
    sent.end(text);
  });
}

/** @param {number} port */
async function timed(port) {
  const began = performance.now();
  await post(port);
  return performance.now() - began;
}

/**
 * @param {number[]} values
 * @param {number} part
 */
const quantile = (values, part) => values.toSorted((one, other) => one - other)[Math.floor((values.length - 1) * part)];
/** @param {number} value */
const ms = (value) => `${value.toFixed(2)} ms`;
/** @param {number} value */
const number = (value) => Math.round(value).toLocaleString('en');

/**
 * Posts from so many hands at once until `enough` says so; how many there were.
 *
 * @param {number} port
 * @param {(made: number) => boolean} enough
 */
async function load(port, enough) {
  let made = 0;
  await Promise.all(
    Array.from({ length: AT_ONCE }, async () => {
      while (!enough(made)) {
        made += 1;
        await post(port);
      }
    }),
  );
  return made;
}

/**
 * Posts to a server for some seconds, and adds up what that took of time and of its processor.
 *
 * @param {Awaited<ReturnType<typeof child>>} server
 * @param {Sum} sum
 */
async function press(server, sum) {
  const before = await server.usage();
  const began = performance.now();
  sum.made += await load(server.port, () => performance.now() - began > SECONDS * 1000);
  sum.seconds += (performance.now() - began) / 1000;
  sum.processor += (await server.usage()).seconds - before.seconds;
}

const [busy] = loadavg();
const other = await child('destination');
const ours = await child('relay', other.url);
const byHand = await child('twin', other.url);
try {
  step('warming up');
  for (let n = 0; n < 1000; n += 1) {
    await post(other.port);
    await post(ours.port);
    await post(byHand.port);
  }

  step(`${PAIRS} posts one by one, directly, through the relay and through the plain handler in turn`);
  /** @type {number[]} */
  const direct = [];
  const through = [];
  const plainly = [];
  for (let n = 0; n < PAIRS; n += 1) {
    direct.push(await timed(other.port));
    through.push(await timed(ours.port));
    plainly.push(await timed(byHand.port));
  }
  /**
   * @param {number[]} values
   * @param {number} part
   */
  const added = (values, part) => quantile(values, part) - quantile(direct, part);

  step(`${AT_ONCE} at once, ${ROUNDS} times ${SECONDS} seconds each`);
  const relayed = { made: 0, seconds: 0, processor: 0 };
  const handled = { made: 0, seconds: 0, processor: 0 };
  for (let round = 0; round < ROUNDS; round += 1) {
    await press(ours, relayed);
    await press(byHand, handled);
  }
  const { made } = relayed;
  const after = await ours.usage();

  step(`up to ${number(REQUESTS)} requests in all, for the memory`);
  const readings = [after];
  const start = performance.now();
  let total = made;
  for (let part = 1; part <= 4 && performance.now() - start < LIMIT_MS; part += 1) {
    const goal = Math.max(0, Math.round((REQUESTS * part) / 4) - total);
    total += await load(ours.port, (done) => done >= goal || performance.now() - start > LIMIT_MS);
    readings.push(await ours.usage());
  }
  const last = readings.at(-1);

  /** @param {boolean} met */
  const verdict = (met) => (met ? 'met' : '**missed**');
  /** @param {Sum} sum */
  const micros = ({ processor, made }) => (processor / made) * 1e6;
  /** @param {Sum} sum */
  const perCore = ({ processor, made }) => made / processor;
  const page = `# The relay, measured

\`npm run bench:relay\` writes this page. Everything ran on one machine, over loopback: the client, the server and the
other side are processes of Node ${process.version} on ${cpus().length} × ${cpus()[0].model}, ${Math.round(totalmem() / 2 ** 30)} GiB. The relay authenticates by
a cookie, checks the origin, reads and rebuilds the documentation's example message, posts it on and writes its log line; the other side reads
what it gets and answers 200. The plain handler does that for this one message with \`node:http\` and \`JSON\`, without a check of anything else:
what remains is Node's own. Before it began, ${busy.toFixed(1)} other processes wanted the processors (load average over a minute).

| | directly | through the plain handler | through the relay | added by the relay | target |
|---|---:|---:|---:|---:|---|
| one post, median of ${number(PAIRS)} | ${ms(quantile(direct, 0.5))} | ${ms(quantile(plainly, 0.5))} | ${ms(quantile(through, 0.5))} | ${ms(added(through, 0.5))} | ≤ 0.6 ms: ${verdict(added(through, 0.5) <= 0.6)} |
| one post, p95 | ${ms(quantile(direct, 0.95))} | ${ms(quantile(plainly, 0.95))} | ${ms(quantile(through, 0.95))} | ${ms(added(through, 0.95))} | |

| ${AT_ONCE} at once | plain handler | relay | ratio | target |
|---|---:|---:|---:|---|
| requests | ${number(handled.made)} in ${handled.seconds.toFixed(1)} s | ${number(made)} in ${relayed.seconds.toFixed(1)} s | | |
| wall-clock rate, three processes on ${cpus().length} cores | ${number(handled.made / handled.seconds)}/s | ${number(made / relayed.seconds)}/s | | |
| processor time for each | ${micros(handled).toFixed(0)} µs | ${micros(relayed).toFixed(0)} µs | ${(micros(relayed) / micros(handled)).toFixed(2)} | |
| **requests a second and core** (requests by processor time) | ${number(perCore(handled))}/s | **${number(perCore(relayed))}/s** | ${(perCore(relayed) / perCore(handled)).toFixed(2)} | ≥ 4,000/s: ${verdict(perCore(relayed) >= 4000)} |

| memory of the relay after | resident | JavaScript heap after a collection |
|---|---:|---:|
| ${number(made + 1000 + PAIRS)} requests | ${readings[0].resident.toFixed(1)} MiB | ${readings[0].heap.toFixed(1)} MiB |
| ${number(total + 1000 + PAIRS)} requests | ${last.resident.toFixed(1)} MiB | ${last.heap.toFixed(1)} MiB |
| growth | ${(last.resident - readings[0].resident).toFixed(1)} MiB | ${(last.heap - readings[0].heap).toFixed(1)} MiB |
`;
  writeFileSync(join(root, 'benches/RELAY.md'), page);
  console.log(page);
} finally {
  agent.destroy();
  ours.end();
  byHand.end();
  other.end();
}
