// The relay in the real workerd, from the entry that a bundler takes for a Worker.

import { once } from 'node:events';
import { copyFileSync, mkdtempSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { root } from '../../scripts/tools.mjs';
import { bundled } from './bundled.mjs';
import { workerd } from './workerd.mjs';

/**
 * Starts one that sends to `destination`; `more` are further options, as JSON can hold them. `said()`
 * is what its console has, and `more()` resolves when there is more of it.
 *
 * @param {Awaited<ReturnType<typeof import('./direct-destination.mjs').directDestination>>} destination
 * @param {Record<string, any>} [more]
 */
export async function relayInWorkerd(destination, more = {}) {
  const folder = mkdtempSync(join(tmpdir(), 'relay-workerd-'));
  const worker = `
    import { createRelay } from 'retention-destinations/relay';
    import { relayOptions } from './tests/support/relay-options.mjs';
    let relay;
    export default {
      fetch(request, env) {
        relay ??= createRelay(relayOptions({ url: env.URL, apiKey: env.KEY, log: (line) => console.log(JSON.stringify(line)), ...${JSON.stringify(more)} }));
        return relay(request);
      },
    };`;
  const text = await bundled(worker, { conditions: ['workerd', 'worker', 'browser'], external: ['./relay.wasm'] });
  writeFileSync(join(folder, 'worker.js'), text);
  copyFileSync(join(root, 'dist/relay.wasm'), join(folder, 'relay.wasm'));
  const remove = () => rmSync(folder, { recursive: true, force: true });
  const bindings = { URL: destination.url, KEY: destination.key };
  const running = await workerd(folder, { wasm: 'relay.wasm', bindings, stdout: 'pipe' }).catch((error) => {
    remove();
    throw error;
  });
  const output = /** @type {import('node:stream').Readable} */ (running.output);
  let said = '';
  output.on('data', (part) => {
    said += part;
  });
  const stop = async () => {
    await running.stop();
    remove();
  };
  return { url: `${running.url}/identify`, said: () => said, more: () => once(output, 'data'), stop };
}
