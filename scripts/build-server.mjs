// Builds the entries of what runs on servers, the API client and the relay, for servers and for pages.

import { readFileSync, writeFileSync } from 'node:fs';
import { createRequire } from 'node:module';
import { join } from 'node:path';
import { brotliCompressSync } from 'node:zlib';
import { API, buildServerModule, RELAY, work } from './build-server-module.mjs';
import { writeTypes } from './build-types.mjs';
import { writeCommonJs } from './common-js.mjs';
import { root } from './tools.mjs';

const { version } = JSON.parse(readFileSync(join(root, 'package.json'), 'utf8'));

/**
 * @param {string} out
 * @param {import('./build-server-module.mjs').Server} server
 */
async function entries(out, { name, names, inject, declarations }) {
  const esbuild = createRequire(import.meta.url)('esbuild');
  /**
   * @param {string} entry
   * @param {string} file
   * @param {import('esbuild').BuildOptions} options
   */
  const bundle = (entry, file, options) =>
    esbuild.build({
      entryPoints: [join(root, 'js/server', entry)],
      outfile: join(out, file),
      bundle: true,
      target: 'es2022',
      define: { VERSION: JSON.stringify(version) },
      legalComments: 'none',
      // For Node esbuild adds the names of CommonJS's exports where `import` finds them.
      platform: options.format === 'cjs' ? 'node' : 'neutral',
      logLevel: 'warning',
      tsconfigRaw: '{}', // as in build-entries.mjs
      ...options,
    });
  /** @param {string} file @param {string | Buffer} content */
  const write = (file, content) => writeFileSync(join(out, file), content);
  // The code and the module's bytes stand once, each in a file that the entries load: a `.cjs` is the one form that
  // `import` and `require` of Node 20, Deno, Bun and bundlers all take.
  await bundle(`${name}/core.js`, `${name}-core.cjs`, {
    format: 'cjs',
    alias: { [`#${name}`]: join(root, 'js/server/connect.js'), '#glue': join(work(name), `bindgen/${name}.js`) },
    inject,
  });
  // Compressed, for the package's size; zlib comes without `require`, which a bundle that is an ES module does not have.
  const wasm = readFileSync(join(work(name), `${name}.wasm`));
  write(
    `${name}-module.cjs`,
    `'use strict';
const { brotliDecompressSync } = process.getBuiltinModule('node:zlib');
const BROTLI = '${brotliCompressSync(wasm).toString('base64')}';
/** The bytes of the WebAssembly module. */
module.exports = () => brotliDecompressSync(Buffer.from(BROTLI, 'base64'));
`,
  );
  write(
    `${name}.cjs`,
    `'use strict';
const { withModule } = require('./${name}-core.cjs');
const bytes = require('./${name}-module.cjs');
const all = withModule(() => new WebAssembly.Module(bytes()));
${names.map((one) => `exports.${one} = all.${one};\n`).join('')}`,
  );
  write(`${name}.js`, `export { ${names.join(', ')} } from './${name}.cjs';\n`);
  // workerd compiles only modules that are imported.
  write(`${name}.wasm`, wasm);
  write(
    `${name}-workerd.js`,
    `import { withModule } from './${name}-core.cjs';
import module from './${name}.wasm';
export const { ${names.join(', ')} } = withModule(() => module);
`,
  );
  await bundle(`${name}/page.js`, `${name}-page.js`, { format: 'esm' });
  writeCommonJs(join(out, `${name}-page.js`), readFileSync(join(out, `${name}-page.js`), 'utf8'));
  writeTypes(out, name, readFileSync(join(root, `js/server/${name}.d.ts`), 'utf8') + declarations());
}

/** Writes both into the folder `out`. @param {string} out */
export async function buildServer(out) {
  for (const product of [API, RELAY]) {
    await buildServerModule(product);
    await entries(out, product);
  }
}
