// `npm start`: installs what is missing, builds, and serves the playground.

import { bundlePages, portOf, serve } from './serve.mjs';

let server;
try {
  // First, so that a taken port is told before a long build.
  server = await serve({ port: portOf(process.env.PORT) });
} catch (error) {
  console.error(error instanceof Error ? error.message : error);
  process.exit(1);
}

const { setup } = await import('./setup.mjs');
await setup({ tests: false });
const { build } = await import('./build.mjs');
await build();
await bundlePages();
console.log(`\nThe playground is at ${server.url}\nCtrl+C ends it.`);
