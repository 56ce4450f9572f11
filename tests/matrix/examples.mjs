// The rows for examples/: built and run as each README says.

import assert from 'node:assert/strict';
import { copyFileSync, readFileSync } from 'node:fs';
import { createRequire } from 'node:module';
import { join } from 'node:path';
import { build } from 'esbuild';
import { root } from '../../scripts/tools.mjs';
import { apiServer } from '../support/api-server.mjs';
import { directDestination } from '../support/direct-destination.mjs';
import { message } from '../support/relay-cases.mjs';
import { sourceConfig } from '../support/rudderstack.mjs';
import { workerd } from '../support/workerd.mjs';
import { command, running } from './execute.mjs';

const require = createRequire(import.meta.url);

/** @typedef {import('playwright-core').Page} Page */

const AUTH = ['auth_token', 't'];
const JANE = { in: 'Chromium', calls: [AUTH, ['start', { user_email: 'jane@example.com' }]] };
/** @param {Page} page */
const signIn = (page) => page.getByRole('button', { name: 'Sign in' }).click();
/** @param {Page} page */
const accept = (page) => page.getByRole('button', { name: 'Accept' }).click();

/** What Segment's CDN answers: the settings of a source, and for the snippet its script. */
const SEGMENT = {
  'https://cdn.segment.com/v1/projects/': '{"integrations":{"Segment.io":{"apiKey":"YOUR_WRITE_KEY"}}}',
  'https://cdn.segment.com/analytics.js/v1/': readFileSync(
    join(require.resolve('@segment/analytics-next/package.json'), '../dist/umd/standalone.js'),
    'utf8',
  ),
};

/** What RudderStack's control plane answers. */
const RUDDERSTACK = { 'https://api.rudderstack.com/sourceConfig': sourceConfig({ YOUR_DESTINATION_ID: {} }) };

/**
 * Next.js, with either of its compilers.
 *
 * @type {(compiler: string, option: string) => import('./tools.mjs').Row}
 */
const next = (compiler, option) => ({
  name: `next-${compiler.toLowerCase()}`,
  tool: `Next.js, ${compiler}`,
  first: 'next',
  example: 'next-consent',
  build: `next build --${option}`,
  folders: ['.next/static'],
  only: true,
  execute: {
    in: 'Chromium',
    server: 'next start',
    calls: [AUTH, ['start', {}]],
    act: accept,
    answers: SEGMENT,
  },
  notes: '`examples/next-consent`: app router, imported on the server as well',
});

/**
 * An identify message to the relay at `url`, with the cookies of a session; gives the status.
 *
 * @param {string | URL} url
 * @param {string} cookie
 * @param {string} origin
 */
async function post(url, cookie, origin) {
  const headers = { origin, cookie, 'content-type': 'application/json' };
  const body = JSON.stringify(message({ 'Number of contacts': 2 }));
  return (await fetch(url, { method: 'POST', headers, body })).status;
}

/**
 * Asserts that one message reached ProsperStack, as Jane.
 *
 * @param {Awaited<ReturnType<typeof directDestination>>} destination
 */
function assertJane(destination) {
  const [{ body }, ...more] = destination.taken();
  const { userId, traits } = JSON.parse(body);
  assert.deepEqual([userId, traits, more], ['42', { email: 'jane@example.com', 'Number of contacts': 2 }, []]);
}

/** @param {string} folder */
async function expressRelay(folder) {
  const destination = await directDestination();
  const env = {
    PROSPERSTACK_URL: destination.url,
    PROSPERSTACK_API_KEY: destination.key,
    SESSION_SECRET: 'a secret',
  };
  try {
    await running(
      'npm start',
      folder,
      async (url) => {
        const signed = await fetch(`${url}sign-in`, {
          method: 'POST',
          headers: { 'content-type': 'application/json' },
          body: '{"password":"correct horse"}',
        });
        const [cookie] = signed.headers.get('set-cookie')?.split(';') ?? [];
        const origin = url.slice(0, -1);
        assert.equal(await post(`${url}prosperstack`, '', origin), 401);
        assert.equal(await post(`${url}prosperstack`, cookie ?? '', origin), 200);
        assert.equal((await fetch(`${url}prosperstack.min.js`)).status, 200);
      },
      env,
    );
    assertJane(destination);
  } finally {
    await destination.stop();
  }
}

/** In workerd, from what a bundler with wrangler's conditions makes of it. @param {string} folder */
async function workerRelay(folder) {
  const destination = await directDestination();
  await build({
    entryPoints: [join(folder, 'src/worker.js')],
    outfile: join(folder, 'dist/worker.js'),
    bundle: true,
    format: 'esm',
    logLevel: 'error',
    conditions: ['workerd', 'worker', 'browser'],
    external: ['./relay.wasm'],
  });
  const ours = join(folder, 'node_modules/retention-destinations/dist');
  copyFileSync(join(ours, 'relay.wasm'), join(folder, 'dist/relay.wasm'));
  const bindings = {
    PROSPERSTACK_URL: destination.url,
    PROSPERSTACK_API_KEY: destination.key,
    ORIGINS: 'https://shop.example',
  };
  const worker = await workerd(join(folder, 'dist'), { wasm: 'relay.wasm', bindings });
  try {
    const url = `${worker.url}/`;
    assert.equal(await post(url, '', 'https://shop.example'), 401);
    assert.equal(await post(url, 'session=jane', 'https://shop.example'), 200);
    assertJane(destination);
  } finally {
    await worker.stop();
    await destination.stop();
  }
}

/**
 * Runs a program that lists customers against the local server of the API.
 *
 * @param {string} line
 * @param {string} folder
 */
async function listsCustomers(line, folder) {
  const server = await apiServer({ customers: 30 });
  try {
    const env = { PROFITWELL_PRIVATE_TOKEN: server.token, PROFITWELL_BASE_URL: server.url };
    const printed = await command(line, folder, env);
    const lines = printed.split('\n').filter((text) => /^\S+ \d+$/.test(text));
    assert.equal(lines.length, 10, printed);
  } finally {
    await server.stop();
  }
}

/** @type {import('./tools.mjs').Row[]} */
export const EXAMPLES = [
  {
    name: 'segment-vite-react',
    tool: 'Segment, React in StrictMode',
    first: '@segment/analytics-next',
    example: 'segment-vite-react',
    build: 'npm run build',
    folders: ['dist'],
    only: true,
    // The development server, where React runs effects twice.
    execute: { ...JANE, server: 'vite --port $PORT', act: signIn, answers: SEGMENT },
    notes: "`examples/segment-vite-react`, built, and run in Vite's development server",
  },
  {
    name: 'segment-snippet',
    tool: "Segment's snippet",
    example: 'segment-snippet',
    build: 'npm run build',
    output: '.',
    execute: { ...JANE, act: signIn, answers: SEGMENT },
    notes: '`examples/segment-snippet`',
  },
  next('Turbopack', 'turbopack'),
  next('webpack', 'webpack'),
  {
    name: 'rudderstack',
    tool: 'RudderStack',
    first: '@rudderstack/analytics-js',
    example: 'rudderstack',
    build: 'npm run build',
    output: '.',
    folders: ['bundle.js'],
    only: true,
    execute: { ...JANE, act: signIn, answers: RUDDERSTACK },
    notes: '`examples/rudderstack`, by esbuild',
  },
  {
    name: 'analytics',
    tool: '`analytics`',
    first: 'analytics',
    example: 'analytics',
    build: 'npm run build',
    output: '.',
    folders: ['bundle.js'],
    only: true,
    execute: { ...JANE, act: signIn },
    notes: '`examples/analytics`, by esbuild',
  },
  {
    name: 'marketing-page',
    tool: 'a script tag',
    example: 'marketing-page',
    build: 'npm run build',
    output: '.',
    execute: JANE,
    notes: '`examples/marketing-page`',
  },
  {
    name: 'express-relay',
    tool: 'Express',
    first: 'express',
    example: 'express-relay',
    build: 'npm run build',
    execute: { in: 'Node', run: expressRelay },
    notes: '`examples/express-relay`',
  },
  {
    name: 'worker-relay',
    tool: 'workerd',
    version: require('workerd/package.json').version,
    example: 'worker-relay',
    omit: ['dev'],
    execute: { in: 'workerd', run: workerRelay },
    notes: '`examples/worker-relay`, by esbuild; wrangler itself needs Node 22',
  },
  {
    name: 'api-script',
    tool: 'Node, the REST client',
    version: process.versions.node,
    example: 'api-script',
    execute: { in: 'Node', run: (folder) => listsCustomers('npm start', folder) },
    notes: '`examples/api-script`',
  },
  {
    name: 'api-rust',
    tool: 'Rust, the REST client',
    execute: {
      in: 'a native program',
      run: () => listsCustomers('cargo run --quiet --locked --package profitwell-api --example customers', root),
    },
    notes: '`crates/profitwell-api/examples/customers.rs`',
  },
];
