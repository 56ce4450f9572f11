// A worker in workerd, the runtime of Cloudflare Workers.

import assert from 'node:assert/strict';
import { spawn } from 'node:child_process';
import { once } from 'node:events';
import { writeFileSync } from 'node:fs';
import { createRequire } from 'node:module';
import { join } from 'node:path';

const require = createRequire(import.meta.url);

/**
 * Runs `worker.js` of a folder, with the WebAssembly module beside it.
 *
 * @param {string} folder
 * @param {object} options
 * @param {string} options.wasm the file's name
 * @param {Record<string, string>} options.bindings
 * @param {'pipe' | 'inherit'} [options.stdout]
 */
export async function workerd(folder, { wasm, bindings, stdout = 'inherit' }) {
  const texts = Object.entries(bindings).map(([name, text]) => `(name = "${name}", text = ${JSON.stringify(text)})`);
  writeFileSync(
    join(folder, 'config.capnp'),
    `using Workerd = import "/workerd/workerd.capnp";
const config :Workerd.Config = (
  services = [
    (name = "main", worker = (
      modules = [(name = "worker.js", esModule = embed "worker.js"), (name = "${wasm}", wasm = embed "${wasm}")],
      compatibilityDate = "2025-05-05",
      bindings = [${texts.join(', ')}],
      globalOutbound = "local",
    )),
    (name = "local", network = (allow = ["local"])),
  ],
  sockets = [(name = "http", address = "127.0.0.1:0", http = (), service = "main")],
);`,
  );
  const child = spawn(require('workerd').default, ['serve', '--control-fd=3', 'config.capnp'], {
    cwd: folder,
    stdio: ['ignore', stdout, 'inherit', 'pipe'],
  });
  const stop = async () => {
    const ended = child.exitCode ?? once(child, 'exit');
    child.kill();
    await ended;
  };
  try {
    const control = /** @type {import('node:stream').Readable} */ (child.stdio[3]);
    const [line] = await Promise.race([once(control, 'data'), once(child, 'exit')]);
    assert.equal(typeof line, 'object', `workerd ended with ${line}`);
    const { port } = JSON.parse(String(line).split('\n')[0]);
    return { url: `http://127.0.0.1:${port}`, output: child.stdout, stop };
  } catch (error) {
    await stop();
    throw error;
  }
}
