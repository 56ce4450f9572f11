// The relay in the real workerd, from the entry that a bundler takes for a Worker.

import assert from 'node:assert/strict';
import { spawn } from 'node:child_process';
import { once } from 'node:events';
import { copyFileSync, mkdtempSync, rmSync, writeFileSync } from 'node:fs';
import { createRequire } from 'node:module';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { build } from 'esbuild';
import { root } from '../../scripts/tools.mjs';

const require = createRequire(import.meta.url);

/**
 * Starts one that sends to `destination`; `more` are further options, as JSON can hold them. `said()`
 * is what its console has, and `more()` resolves when there is more of it.
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
  const {
    outputFiles: [{ text }],
  } = await build({
    stdin: { contents: worker, resolveDir: root },
    bundle: true,
    write: false,
    format: 'esm',
    logLevel: 'error',
    conditions: ['workerd', 'worker', 'browser'],
    external: ['./relay.wasm'],
  });
  writeFileSync(join(folder, 'worker.js'), text);
  copyFileSync(join(root, 'dist/relay.wasm'), join(folder, 'relay.wasm'));
  writeFileSync(
    join(folder, 'config.capnp'),
    `using Workerd = import "/workerd/workerd.capnp";
const config :Workerd.Config = (
  services = [
    (name = "main", worker = (
      modules = [(name = "worker.js", esModule = embed "worker.js"), (name = "relay.wasm", wasm = embed "relay.wasm")],
      compatibilityDate = "2025-05-05",
      bindings = [(name = "URL", text = "${destination.url}"), (name = "KEY", text = "${destination.key}")],
      globalOutbound = "local",
    )),
    (name = "local", network = (allow = ["local"])),
  ],
  sockets = [(name = "http", address = "127.0.0.1:0", http = (), service = "main")],
);`,
  );
  const child = spawn(require('workerd').default, ['serve', '--control-fd=3', 'config.capnp'], {
    cwd: folder,
    stdio: ['ignore', 'pipe', 'inherit', 'pipe'],
  });
  const [, output, , control] = /** @type {import('node:stream').Readable[]} */ (child.stdio);
  let said = '';
  output.on('data', (part) => {
    said += part;
  });
  const stop = async () => {
    const ended = child.exitCode ?? once(child, 'exit');
    child.kill();
    await ended;
    rmSync(folder, { recursive: true, force: true });
  };
  try {
    const [line] = await Promise.race([once(control, 'data'), once(child, 'exit')]);
    assert.equal(typeof line, 'object', `workerd ended with ${line}`);
    const { port } = JSON.parse(String(line).split('\n')[0]);
    return { url: `http://127.0.0.1:${port}/identify`, said: () => said, more: () => once(output, 'data'), stop };
  } catch (error) {
    await stop();
    throw error;
  }
}
