// The playground as files: what is served as it is, the pages' scripts, and a static copy that any host of files serves:
// `npm run www` writes it to target/www.

import { cp, mkdir, readFile, rename, rm, writeFile } from 'node:fs/promises';
import { dirname, join, resolve } from 'node:path';
import { fileURLToPath } from 'node:url';
import { NOT_FOUND, PAGES, PARTS, partFile, render } from '../www/pages.js';
import { root } from './tools.mjs';

const SITE = join(root, 'target/www');
/** Where the bundles are, apart from the static copy, which is removed before it is written: servers hand them out. */
const BUNDLES = 'target/pages';

/** The scripts of the pages, which are bundled; the last is asked for by one of them. */
const SCRIPTS = [...PAGES.flatMap(({ script }) => script ?? []), 'check-prosperstack.js'];
/** Those of a static copy besides. */
const STATIC_SCRIPTS = ['static-copy.js', 'service-worker.js'];

const VENDOR = ['profitwell', 'empty', 'another', 'snippet', 'paddle', 'prototype', 'mootools'];
const PRODUCTS = ['profitwell', 'prosperstack'];

/** What is served as it is, by its path: where it is. @type {Record<string, string>} */
export const FILES = Object.fromEntries([
  ...['style.css', 'icon.svg', 'flow-dialogue.html', 'flow-dialogue.js'].map((name) => [name, `www/${name}`]),
  ...VENDOR.map((name) => [`vendor/${name}.js`, `www/vendor/${name}.js`]),
  ...['offline', 'consent-promise'].map((name) => [`conditions/${name}.js`, `www/conditions/${name}.js`]),
  ...PRODUCTS.flatMap((product) =>
    ['min', 'nowasm', 'debug'].map((form) => [`${product}.${form}.js`, `dist/${product}.${form}.js`]),
  ),
  ...SCRIPTS.map((name) => [name, `${BUNDLES}/${name}`]),
]);

/** @param {string} file of `www/` */
export const read = (file) => readFile(join(root, 'www', file), 'utf8');

const ENTRIES = ['prosperstack/flow', 'prosperstack/debug', 'prosperstack/explanation', 'explanation', 'debug'];

/** How a script is bundled. @type {import('esbuild').BuildOptions} */
const BUNDLED = {
  bundle: true,
  format: 'iife',
  target: 'es2021',
  minify: true,
  legalComments: 'none',
  logLevel: 'warning',
  tsconfigRaw: '{}',
  alias: Object.fromEntries([
    ...ENTRIES.map((entry) => [`retention-destinations/${entry}`, join(root, `dist/${entry}.js`)]),
    ['retention-destinations', join(root, 'dist/index.js')],
  ]),
};

/** `import code from './live.js?code'`: a script, bundled, as text. @type {import('esbuild').Plugin} */
const asCode = {
  name: 'code',
  setup({ onResolve, onLoad }) {
    onResolve({ filter: /\?code$/ }, ({ path, resolveDir }) => ({
      path: join(resolveDir, path.replace('?code', '')),
      namespace: 'code',
    }));
    onLoad({ filter: /.*/, namespace: 'code' }, async ({ path }) => {
      const { build } = await import('esbuild');
      // Template literals hold line ends, and this has to be one line.
      const supported = { 'template-literal': false };
      const { outputFiles } = await build({ ...BUNDLED, entryPoints: [path], supported, write: false });
      return { contents: outputFiles?.[0].text, loader: 'text' };
    });
  },
};

/** Bundles the pages' scripts with the built package, as a site would. */
export async function bundlePages(scripts = SCRIPTS) {
  const { build } = await import('esbuild');
  const { outputFiles } = await build({
    ...BUNDLED,
    entryPoints: scripts.map((name) => join(root, 'www', name)),
    outdir: join(root, BUNDLES),
    plugins: [asCode],
    write: false,
  });
  await mkdir(join(root, BUNDLES), { recursive: true });
  // In one step: another server may be handing them out.
  for (const { path, contents } of outputFiles) {
    await writeFile(`${path}.${process.pid}`, contents);
    await rename(`${path}.${process.pid}`, path);
  }
}

/**
 * Writes the static copy: the pages as usual, and a service worker that makes their conditions and answers for the relay.
 *
 * @param {string} [folder]
 */
export async function writeSite(folder = SITE) {
  await rm(folder, { recursive: true, force: true });
  await bundlePages([...SCRIPTS, ...STATIC_SCRIPTS]);
  /** @param {string} name @param {string} content */
  const put = async (name, content) => {
    await mkdir(dirname(join(folder, name)), { recursive: true });
    await writeFile(join(folder, name), content);
  };
  for (const [name, from] of Object.entries(FILES)) {
    await mkdir(dirname(join(folder, name)), { recursive: true });
    await cp(join(root, from), join(folder, name));
  }
  for (const name of STATIC_SCRIPTS) await cp(join(root, BUNDLES, name), join(folder, name));
  for (const page of [...PAGES, NOT_FOUND]) {
    const { html, policy } = await render(page, { read, isCopy: true });
    // A host of files sends no headers of ours.
    const meta = `<meta http-equiv="Content-Security-Policy" content="${policy}">`;
    await put(
      page.file,
      html.replace('<meta charset="utf-8">', (charset) => `${charset}\n  ${meta}`),
    );
    await put(`sources/${page.file}`, await read(page.file));
  }
  for (const file of ['layout.html', ...PARTS.map(partFile)]) await put(`sources/${file}`, await read(file));
}

if (process.argv[1] && resolve(process.argv[1]) === fileURLToPath(import.meta.url)) {
  await writeSite();
  console.log(`The static copy is in ${SITE}: any host of files serves it.`);
}
