// The table of methods of the API client is one set with the class, its types, the table in docs/rest-api.md and the command line.

import assert from 'node:assert/strict';
import { execFileSync } from 'node:child_process';
import { readFileSync } from 'node:fs';
import { join } from 'node:path';
import { test } from 'node:test';
import { ProfitWellApi } from '../dist/api.js';
import { program, root } from '../scripts/tools.mjs';
import { methodsOf } from './support/api-methods.mjs';
import { names, table } from './support/api-table.mjs';

const read = (path) => readFileSync(join(root, path), 'utf8');

test('every method has a request and a rate limit, but for the raw call, which has any', () => {
  assert.deepEqual(
    table.filter(({ request, family }) => !request || !family).map(({ name }) => name),
    ['call'],
  );
  assert.equal(new Set(names).size, names.length);
});

test('the class has every method of the table, and no other', () => {
  assert.deepEqual([...methodsOf(new ProfitWellApi({ privateToken: 't' })).keys()].sort(), names);
});

test('its types have them too, each with a comment', () => {
  const [, body] = read('dist/api.d.cts').match(/^export class ProfitWellApi \{\n(.*?)^\}/ms);
  const found = [];
  let resource = '';
  let comment = '';
  for (const line of body.split('\n')) {
    resource = line.match(/^ {2}readonly (\w+): \{/)?.[1] ?? (line === '  };' ? '' : resource);
    const name = line.match(/^(?: {2}| {4})(\w+)\(/)?.[1];
    if (name && name !== 'constructor') {
      found.push(resource ? `${resource}.${name}` : name);
      assert.match(comment, /\*\/$/, `${name} has a comment`);
    }
    comment = line;
  }
  assert.deepEqual(found.sort(), names);
});

/** The commands of the command line that have no commands of their own, as its help lists them. */
function commandsOf(command, path = []) {
  const help = execFileSync(command, [...path, '--help'], { encoding: 'utf8' });
  const list = help.match(/^Commands:\n(.*?)(\n\n|$(?!.))/ms)?.[1] ?? '';
  const commands = [...list.matchAll(/^ {2}([a-z-]+)/gm)].map(([, name]) => name).filter((name) => name !== 'help');
  return commands.length ? commands.flatMap((name) => commandsOf(command, [...path, name])) : [path.join(' ')];
}
const commandNames = new Set(commandsOf(program('profitwell', 'profitwell-cli')));

/** The rows of the page's table: the methods and the commands of each. */
const rows = read('docs/rest-api.md')
  .match(/\| module \| JavaScript \| command line \|\n.*?\n\n/s)[0]
  .trim()
  .split('\n')
  .slice(2)
  .map((line) => {
    const [, , methods, commands] = line.split('|');
    // `metrics.monthly`, `.daily`: what begins with a dot goes on with the resource.
    const spread = (cell, separator) => {
      let first = '';
      return [...cell.matchAll(/`([^`]+)`/g)].map(([, text]) => {
        const [name] = text.match(separator === '.' ? /^[\w.]+/ : /^[a-z -]+[a-z]/);
        if (name.includes(separator) && !name.startsWith(separator)) [first] = name.split(separator);
        if (name.startsWith('.')) return first + name;
        if (separator === ' ' && !commandNames.has(name)) return `${first} ${name}`;
        return name;
      });
    };
    return { methods: spread(methods, '.'), commands: spread(commands, ' ') };
  });

test('the table in docs/rest-api.md has them too', () => {
  assert.deepEqual(rows.flatMap(({ methods }) => methods).sort(), names);
});

test('every method is a command, and every command is one of the table or no request', () => {
  for (const { methods, commands } of rows) assert.ok(commands.length >= methods.length, `${methods}: ${commands}`);
  const listed = rows.flatMap(({ commands }) => commands);
  const others = ['subscriptions import', 'subscriptions diff', 'completions', 'demo-server'];
  assert.deepEqual([...listed, ...others].sort(), [...commandNames].sort());
});
