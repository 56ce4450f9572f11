// Nothing of a page is trusted, its built-ins included: what a framework may have replaced is not used in page code.
// The decisions are in ARCHITECTURE.md; here they are kept.

import assert from 'node:assert/strict';
import { readFileSync } from 'node:fs';
import { createRequire } from 'node:module';
import { join, relative } from 'node:path';
import { test } from 'node:test';
import { filesIn, root } from '../scripts/tools.mjs';

const ts = createRequire(import.meta.url)('typescript5');
const { SyntaxKind } = ts;

/** Code that runs elsewhere, or beside a library that uses all of these itself. */
const ELSEWHERE = [
  'js/server/', // servers
  'js/shared/setting-hints.js', // what a developer asks
  'js/shared/spelling.js',
  'js/shared/debug.js',
  'js/shared/check/',
  'js/profitwell/debug.js',
  'js/profitwell/page-rules.js',
  'js/prosperstack/debug.js',
  'js/prosperstack/flow.js', // loads ProsperStack's own library
  'js/prosperstack/payload.js',
];

/** Syntax that reads the iterator of arrays, or a class of the page's. */
const SYNTAX = new Map([
  [SyntaxKind.ForOfStatement, 'for…of'],
  [SyntaxKind.SpreadElement, 'spread of an iterable'],
  [SyntaxKind.ArrayBindingPattern, 'destructuring of an iterable'],
  [SyntaxKind.InstanceOfKeyword, 'instanceof'],
]);

/** Globals. */
const GLOBALS = ['Promise', 'Map', 'Set', 'WeakMap', 'WeakSet', 'Proxy', 'URLSearchParams', 'TextEncoder'].concat([
  'TextDecoder',
  'Number',
  'String',
  'Document',
  'Element',
  'Event',
  'eval',
  'Function',
]);

/** Methods of prototypes, and functions of `Object` and `Array`. */
const METHODS = ['at', 'concat', 'copyWithin', 'entries', 'every', 'fill', 'filter', 'find', 'findIndex', 'findLast']
  .concat(['flat', 'flatMap', 'forEach', 'includes', 'indexOf', 'join', 'keys', 'lastIndexOf', 'map', 'pop', 'reduce'])
  .concat(['push', 'reduceRight', 'reverse', 'shift', 'some', 'sort', 'splice', 'unshift', 'then', 'catch', 'finally'])
  .concat([
    'bind',
    'hasOwnProperty',
    'hasOwn',
    'fromEntries',
    'assign',
    'from',
    'of',
    'startsWith',
    'endsWith',
    'contains',
  ])
  .concat(['padStart', 'padEnd', 'matchAll', 'replaceAll']);

/** Where one is used for another reason, and why that is right. */
const ALLOWED = {
  'js/shared/decode.js': 'encode is the build’s',
  'src/page/url.js URL': 'the one place',
  'js/shared/download.js URL': 'in a module; a throw leads to the fallback',
  'js/shared/script-tag.js .push': 'the host’s own',
  'js/shared/settings-sources.js .forEach': 'of URLSearchParams, which came from a URL',
};

const files = ['js', 'src/page']
  .flatMap(filesIn)
  .map((file) => relative(root, file))
  .filter((file) => file.endsWith('.js') && !ELSEWHERE.some((start) => file.startsWith(start)));

/** What a file uses of the lists, as `file what`. @param {string} file @param {string} text */
function uses(file, text) {
  const found = new Set();
  const say = (what) => {
    if (!ALLOWED[file] && !ALLOWED[`${file} ${what}`]) found.add(`${file}: ${what}`);
  };
  const look = (node) => {
    const syntax = SYNTAX.get(node.kind);
    if (syntax) say(syntax);
    const { parent } = node;
    if (ts.isIdentifier(node)) {
      const isMember = ts.isPropertyAccessExpression(parent) && parent.name === node;
      const isUse =
        !isMember &&
        (ts.isCallOrNewExpression(parent) || ts.isBinaryExpression(parent) || ts.isPropertyAccessExpression(parent));
      if (isUse && GLOBALS.concat('URL').includes(node.text)) say(node.text);
      if (isUse && node.text === 'document' && ts.isPropertyAccessExpression(parent))
        say(`document.${parent.name.text}`);
      if (isMember && METHODS.includes(node.text) && ts.isCallExpression(parent.parent)) say(`.${node.text}`);
    }
    if (ts.isCallExpression(node) && node.expression.getText() === 'setTimeout' && node.arguments.length > 2)
      say('setTimeout with arguments');
    ts.forEachChild(node, look);
  };
  look(ts.createSourceFile(file, text, ts.ScriptTarget.Latest, true, ts.ScriptKind.JS));
  return [...found];
}

test('page code uses nothing that a page may have replaced', () => {
  assert.ok(files.length > 30);
  assert.deepEqual(
    files.flatMap((file) => uses(file, readFileSync(join(root, file), 'utf8'))),
    [],
  );
});

for (const [text, what] of [
  ['for (const one of list) one();', 'for…of'],
  ['call(...list);', 'spread of an iterable'],
  ['const [a] = list;', 'destructuring of an iterable'],
  ['a instanceof B;', 'instanceof'],
  ['new Promise(() => {});', 'Promise'],
  ['Promise.all(list);', 'Promise'],
  ['list.map(call);', '.map'],
  ['Object.keys(one);', '.keys'],
  ['document.createElement("p");', 'document.createElement'],
  ['setTimeout(call, 1, 2);', 'setTimeout with arguments'],
]) {
  test(`it would find: ${text}`, () => assert.ok(uses('x.js', text).includes(`x.js: ${what}`)));
}

test('what spreads and rests by syntax alone is not found', () => {
  assert.deepEqual(uses('x.js', 'const { a, ...rest } = { ...b }; const f = (...all) => all.length;'), []);
});
