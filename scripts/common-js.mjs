// Writes ES modules as CommonJS and changes nothing else of them. In a folder below, under the same name, because npm
// packs files in the order of their names' endings and then of their names: gzip finds in one what the other has, if
// neither is larger than its window of 32 KiB.

import { mkdirSync, writeFileSync } from 'node:fs';
import { dirname, join, posix } from 'node:path';
import { parse } from 'acorn';

/** @typedef {import('acorn').Identifier} Identifier */
/** @typedef {{ start: number, end: number, text: string }} Edit */

/** Where the CommonJS of an ES module is: `cjs/index.js` of `index.js`. @param {string} file */
export const commonJsOf = (file) => file.replace(/[^/]+$/, 'cjs/$&');

/** @param {import('acorn').Identifier | import('acorn').Literal} node */
const nameOf = (node) => /** @type {Identifier} */ (node).name;

/** `import { a as b } from './core.js'` @param {import('acorn').ImportDeclaration} node */
function required({ specifiers, source }) {
  const path = posix.relative('cjs', commonJsOf(String(source.value))).replace(/^(?!\.)/, './');
  const names = specifiers.map((one) => {
    if (one.type !== 'ImportSpecifier') throw new Error(`${source.raw}: only names are imported`);
    const [from, to] = [nameOf(one.imported), one.local.name];
    return from === to ? to : `${from}:${to}`;
  });
  return `const{${names}}=require('${path}');`;
}

/** `export { a as b }`; nothing that is exported changes later. @param {import('acorn').ExportNamedDeclaration} node */
function exported({ specifiers, source, declaration }) {
  if (declaration || source) throw new Error('only names of the module itself are exported');
  return specifiers.map((one) => `exports.${nameOf(one.exported)}=${nameOf(one.local)};`).join('');
}

/**
 * The assignments to `exports` are what Node finds the names by. What a module loads later is an ES module: its path is
 * from the folder above.
 *
 * @param {string} code a bundle: it imports and exports by name
 */
function commonJs(code) {
  /** @type {Edit[]} */
  const edits = [];
  for (const node of parse(code, { ecmaVersion: 'latest', sourceType: 'module' }).body) {
    const { start, end } = node;
    if (node.type === 'ImportDeclaration') edits.push({ start, end, text: required(node) });
    else if (node.type === 'ExportNamedDeclaration') edits.push({ start, end, text: exported(node) });
    else if (/^(Import|Export)/.test(node.type)) throw new Error(`${node.type} is not written as CommonJS`);
  }
  let text = code;
  for (const edit of edits.reverse()) text = text.slice(0, edit.start) + edit.text + text.slice(edit.end);
  text = text.replaceAll(/\bimport\((['"])\.\//g, 'import($1../');
  return `'use strict';Object.defineProperty(exports,'__esModule',{value:true});${text}`;
}

/** Writes the CommonJS of an ES module, and what says that it is CommonJS. @param {string} file @param {string} code */
export function writeCommonJs(file, code) {
  const path = commonJsOf(file);
  mkdirSync(dirname(path), { recursive: true });
  writeFileSync(path, commonJs(code));
  writeFileSync(join(dirname(path), 'package.json'), '{ "type": "commonjs" }\n');
}
