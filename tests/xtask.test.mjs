// The development tasks, where suites that run side by side share a file.

import assert from 'node:assert/strict';
import { spawn } from 'node:child_process';
import { once } from 'node:events';
import { mkdtempSync, readFileSync, rmSync, statSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { after, test } from 'node:test';
import { MODULES, workOf } from '../scripts/build-module.mjs';
import { xtask } from '../scripts/tools.mjs';

const folder = mkdtempSync(join(tmpdir(), 'xtask-'));

after(() => rmSync(folder, { recursive: true, force: true }));

/** A custom section of so many bytes, at most 2²¹, with a size of five bytes. */
function custom(length) {
  const section = Buffer.alloc(6 + length);
  for (let byte = 0; byte < 5; byte += 1) {
    section[1 + byte] = ((length >>> (7 * byte)) & 0x7f) | (byte < 4 ? 0x80 : 0);
  }
  section.write('\x03pad', 6, 'latin1');
  return section;
}

test('a module is changed in one step: runners of several engines that share it find it whole', async () => {
  const file = join(folder, 'module.wasm');
  const module = readFileSync(join(workOf(MODULES.profitwell), 'raw.wasm'));
  const padding = Array.from({ length: 16 }, () => custom(1 << 21));
  writeFileSync(file, Buffer.concat([module, ...padding]));
  const whole = padding.length << 21;
  const runners = ['one', 'two', 'three'].map((name) =>
    spawn(xtask(), ['bindgen', file, '--target', 'web', '--out-dir', join(folder, name)], { stdio: 'inherit' }),
  );
  let running = runners.length;
  let looks = 0;
  let smallest = Number.POSITIVE_INFINITY;
  const ended = runners.map(async (runner) => {
    const [status] = await once(runner, 'exit');
    running -= 1;
    return status;
  });
  while (running) {
    smallest = Math.min(smallest, statSync(file).size);
    looks += 1;
    await new Promise((resolve) => setImmediate(resolve));
  }
  assert.deepEqual(await Promise.all(ended), [0, 0, 0]);
  assert.ok(looks > 100);
  assert.ok(smallest >= whole, `${smallest} of more than ${whole} bytes`);
});
