// Builds the module of a page: compiles it, makes its glue, shrinks it, and encodes it as JavaScript.

import { copyFileSync, readFileSync, writeFileSync } from 'node:fs';
import { join } from 'node:path';
import { encode } from '../js/shared/decode.js';
import { binaryen, SMALL } from './binaryen.mjs';
import { hashOf, unlessCurrent } from './stamp.mjs';
import { root, run, sourcesIn, step, target, xtask } from './tools.mjs';

/** `memory` is for tests. */
const MEMORY = 'memory';

/**
 * @typedef {object} Module
 * @property {string} name its package
 * @property {string[]} exports what JavaScript uses of it
 */

/**
 * What wasm-opt prints: module, name and short name of each import, name and short name of each export.
 *
 * @typedef {{ imports: [string, string, string][], exports: [string, string][] }} Names
 */

/** @type {Record<import('./entries.mjs').Product | 'diagnosis', Module>} */
export const MODULES = {
  profitwell: {
    name: 'page-profitwell',
    exports: [
      'allow',
      'check',
      'flow',
      'identify',
      'load',
      'reset',
      'setConsent',
      'started',
      'stricter',
      'verdict',
      MEMORY,
    ],
  },
  diagnosis: { name: 'page-profitwell-diagnosis', exports: ['diagnose', MEMORY] },
  prosperstack: {
    name: 'page-prosperstack',
    exports: [
      ...[
        'Answer',
        'Check',
        'Flow',
        'Hide',
        'Identify',
        'Load',
        'Observe',
        'Reset',
        'SetConsent',
        'Verdict',
        'Wake',
      ].map((name) => `prosper${name}`),
      'allow',
      'stricter',
      MEMORY,
    ],
  },
};

/** The folder of a module, with all that is made of it. @param {Module} module */
export const workOf = ({ name }) => join(root, 'target', name);

/** What a page's module is made of: not its JavaScript, of which it knows only the names. */
const inputs = () => [
  ...['src', 'crates', 'xtask', 'tests/panic-probe', '.cargo']
    .flatMap(sourcesIn)
    .filter((file) => /\.(rs|toml)$/.test(file)),
  ...[
    'Cargo.toml',
    'Cargo.lock',
    'package-lock.json',
    'js/shared/decode.js',
    'scripts/build-module.mjs',
    'scripts/binaryen.mjs',
  ].map((file) => join(root, file)),
];

/**
 * Makes engine.wasm, glue.js, and engine.js, engine-async.js and engine-nowasm.js with nowasm.js: one file
 * for each way to come by the module; and the border's files in src/page. Quick where nothing changed.
 * @param {Module} module
 */
export function buildModule(module) {
  const { name, exports } = module;
  const work = workOf(module);
  return unlessCurrent(work, hashOf(inputs(), JSON.stringify(module)), () => {
    step(`compiling ${name}`);
    compile(name, work);
    run(xtask(), ['border']);
    step('shrinking it');
    const names = shrink(exports, work);
    writeFileSync(join(work, 'glue.js'), glue(names));
    engines(work);
  });
}

/**
 * @param {string} name
 * @param {string} work
 */
function compile(name, work) {
  // 4 KiB of stack instead of 1 MiB: the memory is then one page instead of 17. The deepest
  // call needs a few hundred bytes; tests/size.test.mjs checks the page count.
  // One package at a time: a build of several would unify their features.
  const profile = ['--profile', 'page', '--locked', '--target', 'wasm32-unknown-unknown'];
  run('cargo', ['rustc', '--lib', '--package', name, ...profile, '--', '-Clink-arg=-zstack-size=4096']);
  if (!process.env.XTASK) {
    step('wasm-bindgen (its first build takes a minute)');
    run('cargo', ['build', '--locked', '--package', 'xtask']);
  }
  // wasm-bindgen's front end changes the file that it reads.
  const copy = join(work, 'raw.wasm');
  copyFileSync(join(target(), `wasm32-unknown-unknown/page/${name.replaceAll('-', '_')}.wasm`), copy);
  const leaveOut = ['--omit-default-module-path', '--remove-name-section', '--remove-producers-section'];
  const out = ['--out-dir', join(work, 'bindgen'), '--out-name', 'engine'];
  run(xtask(), ['bindgen', copy, '--target', 'bundler', ...leaveOut, ...out]);
}

/**
 * Shrinks the module to what is used of it; returns the names that it then has for its imports and exports.
 *
 * @param {string[]} exports
 * @param {string} work
 * @returns {Names}
 */
function shrink(exports, work) {
  const wasm = join(work, 'engine.wasm');
  // wasm-bindgen exports globals of its own that nobody reads.
  const graph = join(work, 'exports.json');
  const page = { name: 'page', reaches: exports, root: true };
  writeFileSync(graph, JSON.stringify([page, ...exports.map((name) => ({ name, export: name }))]));
  binaryen('wasm-metadce', [join(work, 'bindgen/engine_bg.wasm'), '-f', graph, '-o', wasm]);
  const strip = ['--strip-debug', '--strip-producers', '--strip-target-features'];
  const minify = '--minify-imports-and-exports-and-modules';
  return JSON.parse(binaryen('wasm-opt', [wasm, '-o', wasm, ...SMALL, ...strip, minify]));
}

/**
 * What the module imports from the page's JavaScript, and the names of its exports, by those that wasm-opt chose. Only
 * numbers cross.
 *
 * @param {Names} names
 */
function glue({ imports, exports }) {
  /** @type {Map<string, string[]>} */
  const files = new Map();
  for (const [from, name] of imports) {
    const file = /\/(src\/page\/.*\.js)$/.exec(from)?.[1];
    if (!file) throw new Error(`the module imports ${name} from ${from}, and not only functions of src/page`);
    files.set(file, [...(files.get(file) ?? []), name]);
  }
  const lines = [...files].map(([file, names]) => `import { ${names.join(', ')} } from '../../${file}';`);
  const functions = imports.map(([, name, short]) => `${short}: ${name}`);
  const names = exports.filter(([name]) => name !== MEMORY);
  return `${lines.join('\n')}
export const imports = { a: { ${functions.join(', ')} } };
${names.map(([name, short]) => `export const ${constant(name)} = '${short}';`).join('\n')}
`;
}

/** `setConsent`, or `prosperSetConsent`, as `SET_CONSENT`. @param {string} name */
const constant = (name) =>
  name
    .replace(/^prosper/, '')
    .replace(/\B[A-Z]/g, '_$&')
    .toUpperCase();

/** The modules that a bundle takes as `#engine`, and `#nowasm`. @param {string} work */
function engines(work) {
  const wasm = join(work, 'engine.wasm');
  const head = "import { imports } from './glue.js';\nexport * from './glue.js';";
  // By `await`: the page may have another `then`.
  const refused = 'const refused = async () => (await fallback()).instantiate(imports);';
  writeFileSync(
    join(work, 'engine.js'),
    `${head}
import { fallback } from '#fallback';
import { decode } from '../../js/shared/decode.js';
const MODULE = ${JSON.stringify(encode(readFileSync(wasm)))};
${refused}
export const engine = () => {
  try {
    return new WebAssembly.Instance(new WebAssembly.Module(decode(MODULE)), imports).exports;
  } catch {
    return refused();
  }
};
`,
  );
  writeFileSync(
    join(work, 'engine-async.js'),
    `${head}
import { fallback } from '#fallback';
import { download } from '../../js/shared/download.js';
${refused}
export const engine = async () => {
  try {
    return (await download(imports)).instance.exports;
  } catch {
    return await refused();
  }
};
`,
  );
  writeFileSync(join(work, 'nowasm.js'), javascript(binaryen('wasm2js', [wasm, '-Oz', '-o', '-'])));
  writeFileSync(
    join(work, 'engine-nowasm.js'),
    `${head}
import { instantiate } from './nowasm.js';
export const engine = () => instantiate(imports);
`,
  );
}

/**
 * The module as JavaScript: wasm2js instantiates it at once, and we when it is asked for.
 *
 * @param {string} source
 */
function javascript(source) {
  const text = source
    .replace(/^import .*;$/m, '')
    .replace(/^var retasmFunc[\s\S]*/m, 'export const instantiate = asmFunc;\n');
  if (!text.endsWith('asmFunc;\n') || /^import /m.test(text)) {
    throw new Error('wasm2js wrote another form than expected');
  }
  return text;
}
