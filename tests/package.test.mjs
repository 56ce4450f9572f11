// The packed tarball, installed as a user would: imported in Node, required, bundled.

import assert from 'node:assert/strict';
import { execFileSync } from 'node:child_process';
import { createHash } from 'node:crypto';
import { mkdtempSync, readdirSync, readFileSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { after, before, test } from 'node:test';
import { ENTRIES, importPaths, packageFields, SCRIPTS } from '../scripts/entries.mjs';
import { committedList, differences, FILE_LIST, fileList, lintFindings, pack } from '../scripts/packed.mjs';
import { publishedFiles, TARBALL } from '../scripts/published.mjs';
import { root } from '../scripts/tools.mjs';
import { close, open } from './e2e/support.mjs';
import { bundled } from './support/bundled.mjs';

const packageJson = JSON.parse(readFileSync(join(root, 'package.json'), 'utf8'));
let folder;
let packed;

const inFolder = (command, args) => execFileSync(command, args, { cwd: folder, encoding: 'utf8' });
const node = (source, type = 'module') => inFolder(process.execPath, [`--input-type=${type}`, '-e', source]).trim();

before(() => {
  folder = mkdtempSync(join(tmpdir(), 'packed-'));
  packed = pack(folder);
  writeFileSync(join(folder, 'package.json'), '{"name":"site","private":true}');
  inFolder('npm', ['install', '--no-audit', '--no-fund', '--offline', `./${packed.filename}`]);
});
after(async () => {
  rmSync(folder, { recursive: true, force: true });
  await close();
});

test('it holds the files of the committed list and nothing else', () => {
  if (process.env.WRITE) writeFileSync(join(root, FILE_LIST), fileList(packed));
  assert.deepEqual(differences(committedList(), fileList(packed)), [], 'if it may change, run this with WRITE=1');
  const files = packed.files.map(({ path }) => path);
  for (const { output } of SCRIPTS) assert.ok(files.includes(`dist/${output}.js`), output);
});

// Half of it are the modules of the API client and the relay, each in two encodings.
const BUDGET = 614_000;
test(`the tarball is at most ${BUDGET} bytes`, () => {
  assert.ok(packed.size <= BUDGET, `${packed.size} bytes`);
});

test('no dependency comes with it', () => {
  for (const kind of ['dependencies', 'optionalDependencies', 'bundleDependencies'])
    assert.equal(packageJson[kind], undefined);
  // ProsperStack's library, which only its cancellation flow uses, and which nobody gets unasked.
  assert.deepEqual(Object.keys(packageJson.peerDependencies), ['@prosperstack/flow']);
  assert.deepEqual(packageJson.peerDependenciesMeta, { '@prosperstack/flow': { optional: true } });
  assert.match(inFolder('npm', ['ls', '--all', '--parseable']).trim(), /retention-destinations$/);
});

test('package.json exports what the list of entries says: `node scripts/entries.mjs` writes it', () => {
  for (const [field, value] of Object.entries(packageFields()))
    assert.equal(JSON.stringify(packageJson[field], null, 2), JSON.stringify(value, null, 2), field);
});

test('every file that package.json names is there', () => {
  const named = JSON.stringify([packageJson.main, packageJson.module, packageJson.types, packageJson.exports]).match(
    /\.\/dist\/[\w./-]+\w/g,
  );
  for (const path of named)
    assert.ok(
      packed.files.some((file) => `./${file.path}` === path),
      path,
    );
});

const inert = `
  const plugin = profitwell({ publicApiToken: 't' });
  const ctx = { event: { userId: 'u', traits: { email: 'a@b.co' } } };
  setConsent(true);
  plugin.load(ctx, {}).then(() => plugin.ready()).then(() =>
    console.log(plugin.name, plugin.version, plugin.isLoaded(), plugin.identify(ctx) === ctx, plugin.track(ctx) === ctx));`;
const expected = `ProfitWell ${packageJson.version} false true true`;

test('in Node, the packed entries import and give a plugin that is inert', () => {
  assert.equal(node(`import { profitwell, setConsent } from 'retention-destinations'; ${inert}`), expected);
  assert.equal(node(`import { profitwell, setConsent } from 'retention-destinations/wasm'; ${inert}`), expected);
});

test('in Node, so does what is required', () => {
  assert.equal(
    node(`const { profitwell, setConsent } = require('retention-destinations'); ${inert}`, 'commonjs'),
    expected,
  );
});

test('in Node, ProsperStack\u2019s entry imports and is required, and gives a plugin that is inert', () => {
  const source = inert.replace("profitwell({ publicApiToken: 't' })", "prosperstack({ endpoint: '/relay' })");
  const told = expected.replace('ProfitWell', 'ProsperStack');
  assert.equal(node(`import { prosperstack, setConsent } from 'retention-destinations/prosperstack'; ${source}`), told);
  assert.equal(
    node(`const { prosperstack, setConsent } = require('retention-destinations/prosperstack'); ${source}`, 'commonjs'),
    told,
  );
});

test('in Node, the API client is there by import and by require, and checks its options', () => {
  const wrong = `
    let code;
    try { new ProfitWellApi({}); } catch (error) { if (error instanceof ProfitWellError) code = error.code; }
    console.log(code, Object.keys(new ProfitWellApi({ privateToken: 't' }).plans));`;
  const told = "invalid_argument [ 'list', 'get', 'create', 'update' ]";
  assert.equal(node(`import { ProfitWellApi, ProfitWellError } from 'retention-destinations/api'; ${wrong}`), told);
  assert.equal(
    node(`const { ProfitWellApi, ProfitWellError } = require('retention-destinations/api'); ${wrong}`, 'commonjs'),
    told,
  );
});

test('in Node, the relay is there by import and by require, and checks its options', () => {
  const wrong = `
    let code;
    try { createRelay({}); } catch (error) { if (error instanceof RelayError) code = error.code; }
    console.log(code, typeof nodeListener);`;
  const told = 'missing_prosperstack function';
  assert.equal(
    node(`import { RelayError, createRelay, nodeListener } from 'retention-destinations/relay'; ${wrong}`),
    told,
  );
  assert.equal(
    node(
      `const { RelayError, createRelay, nodeListener } = require('retention-destinations/relay'); ${wrong}`,
      'commonjs',
    ),
    told,
  );
});

test('in Node, the cancellation flow of ProsperStack is there without its library, and says so', () => {
  const use = "cancellationFlow({ clientId: 'acct_1' }).then(({ details }) => console.log(details));";
  assert.equal(
    node(`import { cancellationFlow } from 'retention-destinations/prosperstack/flow'; ${use}`),
    'library_missing',
  );
  assert.equal(
    node(`const { cancellationFlow } = require('retention-destinations/prosperstack/flow'); ${use}`, 'commonjs'),
    'library_missing',
  );
});

test('in Node, what is required is there by name for those who import it', () => {
  for (const path of ENTRIES.filter(({ product }) => product).flatMap(importPaths)) {
    const name = path.replace('.', 'retention-destinations');
    const source = `
      import { createRequire } from 'node:module';
      const required = createRequire(process.cwd() + '/').resolve('${name}');
      const [imported, byPath] = await Promise.all([import('${name}'), import(required)]);
      const missing = Object.keys(imported).filter((key) => !(key in byPath));
      console.log(required.includes('/cjs/'), missing.length);`;
    assert.equal(node(source), 'true 0', path);
  }
});

test('publint and Are the types wrong? find nothing, in any resolution', () => {
  assert.deepEqual(lintFindings(join(folder, packed.filename)), []);
});

test('what the build prints for owners of sites is what is packed', () => {
  assert.equal(TARBALL, packed.filename);
  const installed = join(folder, 'node_modules/retention-destinations/dist');
  const printed = publishedFiles(installed);
  assert.deepEqual(printed, publishedFiles(join(root, 'dist')));
  for (const { file, integrity, url } of printed) {
    const hash = createHash('sha384').update(readFileSync(join(installed, file)));
    assert.equal(integrity, `sha384-${hash.digest('base64')}`);
    assert.equal(url, `https://cdn.jsdelivr.net/npm/retention-destinations@${packageJson.version}/dist/${file}`);
  }
});

test('it bundles, and a bundle that does not call it leaves it out', async () => {
  const bundle = (contents) => bundled(contents, { from: folder, minify: true });
  const used = await bundle("import { profitwell } from 'retention-destinations'; globalThis.p = profitwell;");
  assert.match(used, /public\.profitwell\.com/);
  assert.equal((await bundle("import 'retention-destinations';")).trim(), '');
});

test('its script tag works in a page', async () => {
  const tag = readFileSync(join(folder, 'node_modules/retention-destinations/dist/profitwell.min.js'), 'utf8');
  const { calls, until } = await open({
    html: '<script src="/packed.js" data-public-api-token="t"></script>',
    files: { '/packed.js': tag },
  });
  await until(() => window.profitwell?.isLoaded);
  assert.deepEqual(await calls(), [
    ['auth_token', 't'],
    ['start', {}],
  ]);
});

test('the examples ask for this version, and for the tools that it is tested with', () => {
  const names = readdirSync(join(root, 'examples'), { withFileTypes: true }).filter((entry) => entry.isDirectory());
  assert.ok(names.length >= 9);
  for (const { name } of names) {
    const example = JSON.parse(readFileSync(join(root, 'examples', name, 'package.json'), 'utf8'));
    assert.equal(example.dependencies['retention-destinations'], `^${packageJson.version}`, name);
    for (const [tool, version] of Object.entries({ ...example.dependencies, ...example.devDependencies }))
      assert.equal(version, packageJson.devDependencies[tool] ?? version, `${name}: ${tool}`);
  }
});
