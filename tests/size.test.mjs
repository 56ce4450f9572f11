// What a page downloads, and what the bytes are. A budget, not a measurement of time.

import assert from 'node:assert/strict';
import { readdirSync, readFileSync } from 'node:fs';
import { join, relative } from 'node:path';
import { test } from 'node:test';
import { brotliCompressSync, constants, gzipSync } from 'node:zlib';
import { build } from 'esbuild';
import { decode, encode } from '../js/shared/decode.js';
import { ofProduct } from '../scripts/build-entries.mjs';
import { ENTRIES, isHosts, SCRIPTS } from '../scripts/entries.mjs';
import { root } from '../scripts/tools.mjs';

// The aim is 7,168: 0.60 of the vendor's integration. The table below says what each part costs.
const BUDGET = 7520;
const PROSPERSTACK_BUDGET = 11_520;
const MODULE_BUDGET = 6144;

const brotli = (text) => brotliCompressSync(text, { params: { [constants.BROTLI_PARAM_QUALITY]: 11 } }).length;
const dist = (name) => readFileSync(join(root, 'dist', name));

test(`the script tag is at most ${BUDGET} bytes, brotli-11`, async () => {
  const whole = dist('profitwell.min.js');
  const size = brotli(whole);
  await table(String(whole), size, 'profitwell.min');
  assert.ok(size <= BUDGET, `${size} bytes`);
});

test(`ProsperStack\u2019s script tag is at most ${PROSPERSTACK_BUDGET} bytes, brotli-11`, async () => {
  const whole = dist('prosperstack.min.js');
  const size = brotli(whole);
  await table(String(whole), size, 'prosperstack.min');
  assert.ok(size <= PROSPERSTACK_BUDGET, `${size} bytes`);
});

test('what a page downloads for ProfitWell holds no word of ProsperStack, and the other way round', () => {
  const files = readdirSync(join(root, 'dist'), { recursive: true }).filter((name) => /\.(c?js|wasm)$/.test(name));
  const [theirs, ours] = [true, false].map((its) =>
    files.filter(
      (name) =>
        name.startsWith('prosperstack') === its &&
        !/^(cjs\/)?(api|relay)|debug|(classic|analytics|jitsu)\.c?js$/.test(name),
    ),
  );
  assert.ok(theirs.length > 5 && ours.length > 5);
  for (const name of ours) assert.doesNotMatch(dist(name).toString('latin1'), /prosper/i, name);
  for (const name of theirs) assert.doesNotMatch(dist(name).toString('latin1'), /profitwell/i, name);
});

for (const { output, budget } of ENTRIES.filter(isHosts)) {
  test(`${output} adds at most ${budget} bytes to what hosts share`, () => {
    const own = dist(`${output}.js`);
    assert.match(String(own), /from["']\.\/core\.js["']/);
    assert.ok(brotli(own) <= budget, `${brotli(own)} bytes`);
  });
}

// Chromium before 115 compiles no more than 4096 bytes at once; it then takes the fallback (tests/e2e/nowasm.test.mjs).
test(`the module is at most ${MODULE_BUDGET} bytes`, () => {
  assert.ok(dist('profitwell.wasm').length <= MODULE_BUDGET, `${dist('profitwell.wasm').length} bytes`);
});

test('the text of the module holds every byte, whatever its characters', () => {
  const bytes = Uint8Array.from({ length: 512 }, (_, index) => index * 7);
  assert.match(encode(bytes), /^[ -~]*$/);
  assert.deepEqual(decode(encode(bytes)), bytes);
  assert.deepEqual(new Set(bytes).size, 256);
});

test('what pages load is ASCII, because a page in another encoding than UTF-8 reads a script as in its own', () => {
  const files = readdirSync(join(root, 'dist'), { recursive: true }).filter((name) => /\.c?js$/.test(name));
  assert.ok(files.length > 40);
  for (const name of files.filter((name) => !/^(cjs\/)?(api|relay)/.test(name)))
    assert.match(String(dist(name)), /^[\0-\x7f]*$/, name);
});

test('the module needs one page of memory', async () => {
  const { instance } = await WebAssembly.instantiate(dist('profitwell.wasm'), {
    a: new Proxy({}, { get: () => () => 0 }),
  });
  const memory = Object.values(instance.exports).find((value) => value instanceof WebAssembly.Memory);
  assert.equal(memory.buffer.byteLength, 65536);
});

test('the built files name no path of the machine that built them', () => {
  const files = readdirSync(join(root, 'dist'), { recursive: true, withFileTypes: true }).filter((file) =>
    file.isFile(),
  );
  assert.ok(files.length > 50);
  for (const file of files) {
    const name = relative(join(root, 'dist'), join(file.parentPath, file.name));
    // `/rust/deps/` is where Rust's standard library says, everywhere, that it was built.
    assert.doesNotMatch(dist(name).toString('latin1'), /\/(home|root|rust(?!\/deps\/)|usr|Users)\/|\.cargo/, name);
  }
});

/** Prints how much each part of a script adds: the whole without it, compressed, taken from the whole. */
async function table(text, size, output) {
  const { product, source } = SCRIPTS.find((script) => script.output === output);
  const { metafile } = await build({
    ...ofProduct({ product, format: 'iife' }),
    entryPoints: [join(root, 'js', source)],
    minify: true,
    write: false,
    metafile: true,
    outfile: 'out.js',
  });
  // From the quote before the first bytes of every module to the next one like it.
  const start = text.indexOf(encode([0, 0x61, 0x73, 0x6d, 1, 0, 0, 0])) - 1;
  const [module] = new RegExp(`^${text[start]}(\\\\.|[^${text[start]}\\\\])*${text[start]}`).exec(text.slice(start));
  const rows = [['the module, as text', module.length, size - brotli(text.replace(module, ''))]];
  const script = Object.values(metafile.outputs)[0].inputs;
  const javascript = size - rows[0][2];
  const total = Object.values(script).reduce((sum, { bytesInOutput }) => sum + bytesInOutput, 0) - module.length;
  for (const [file, { bytesInOutput }] of Object.entries(script)) {
    const bytes = bytesInOutput - (file.endsWith('engine.js') ? module.length : 0);
    if (bytes > 0) rows.push([file, bytes, Math.round((javascript * bytes) / total)]);
  }
  rows.push(
    ['whole, brotli-11', text.length, size],
    ['whole, gzip-9', text.length, gzipSync(text, { level: 9 }).length],
  );
  console.log(`${'part'.padEnd(36)}${'minified'.padStart(10)}${'on the wire'.padStart(13)}`);
  for (const [part, bytes, wire] of rows)
    console.log(`${part.padEnd(36)}${String(bytes).padStart(10)}${String(wire).padStart(13)}`);
}
