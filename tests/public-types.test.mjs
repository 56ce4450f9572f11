// What the package declares for TypeScript, in a committed file: a breaking change is a line of its diff. `WRITE=1`
// writes it. The list of the tarball's files is in package.test.mjs, the public items of the crates in xtask.

import assert from 'node:assert/strict';
import { readFileSync, writeFileSync } from 'node:fs';
import { join } from 'node:path';
import { test } from 'node:test';
import ts from 'typescript5';
import { ENTRIES, importPaths } from '../scripts/entries.mjs';
import { root } from '../scripts/tools.mjs';

const REPORT = 'tests/public/types.txt';

/** The declarations of a file by name, without comments. */
function declarations(file) {
  const printer = ts.createPrinter({ removeComments: true });
  return file.statements
    .map((statement) => {
      const name = statement.name?.text ?? statement.declarationList?.declarations[0].name.text ?? '';
      return { name, text: printer.printNode(ts.EmitHint.Unspecified, statement, file) };
    })
    .sort((one, other) => (one.name < other.name ? -1 : Number(one.name > other.name)))
    .map(({ text }) => text);
}

/** The names that each import path exports, then what each file declares. */
function report() {
  const paths = ENTRIES.map((entry) => join(root, 'dist', `${entry.output}.d.ts`));
  // Names are resolved and nothing is checked: that takes none of the language's own types.
  const options = { module: ts.ModuleKind.NodeNext, target: ts.ScriptTarget.ESNext, noLib: true, types: [] };
  const program = ts.createProgram(paths, options);
  const checker = program.getTypeChecker();
  const names = ENTRIES.map((entry, at) => {
    const module = checker.getSymbolAtLocation(program.getSourceFile(paths[at]));
    const exported = checker.getExportsOfModule(module).map(({ name }) => `  ${name}`);
    const imported = importPaths(entry).map((path) => path.replace('.', 'retention-destinations'));
    return [...imported, ...exported.sort()].join('\n');
  });
  const files = program
    .getSourceFiles()
    .filter(({ fileName }) => fileName.startsWith(join(root, 'dist/')))
    .map((file) => `// ${file.fileName.slice(root.length + 1)}\n\n${declarations(file).join('\n')}`)
    .sort();
  return `${[...names.sort(), ...files].join('\n\n')}\n`;
}

test('what is declared for TypeScript is what is committed', () => {
  const text = report();
  if (process.env.WRITE) writeFileSync(join(root, REPORT), text);
  assert.match(text, /^retention-destinations\nretention-destinations\/nowasm\n( {2}\w+\n)* {2}profitwell\n/);
  assert.match(text, /^export function profitwell\(settings: ProfitWellSettings\): ProfitWellPlugin;$/m);
  assert.equal(text, readFileSync(join(root, REPORT), 'utf8'), 'if it may change, run this with WRITE=1');
});
