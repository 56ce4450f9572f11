// Writes docs/robustness.md from what a run of the engines' matrix and of the hostile data saw.

import { spawnSync } from 'node:child_process';
import { existsSync, mkdirSync, readdirSync, readFileSync, rmSync, writeFileSync } from 'node:fs';
import { join } from 'node:path';
import { CONDITIONS, ENGINES, encodingsOf } from '../tests/engines/conditions.mjs';
import { setup } from './setup.mjs';
import { missing, root, step } from './tools.mjs';

/** @typedef {import('../tests/engines/conditions.mjs').Row} Row */
/** @typedef {import('../tests/engines/conditions.mjs').Seen} Seen */

const SEEN = join(root, 'target/robustness');
const DOCUMENT = join(root, 'docs/robustness.md');

/** @param {string} name */
const read = (name) => (existsSync(join(SEEN, name)) ? JSON.parse(readFileSync(join(SEEN, name), 'utf8')) : null);
/** @param {number} number */
const grouped = (number) => String(number).replace(/\B(?=(\d{3})+$)/g, ',');
/**
 * @param {string[]} head
 * @param {string[][]} rows
 */
const table = (head, rows) =>
  [head, head.map(() => '---'), ...rows].map((cells) => `| ${cells.join(' | ')} |`).join('\n');

/**
 * `start {user_email}`: the command and the names of what it says, not the values.
 *
 * @param {[string, unknown]} call
 */
const named = ([command, options]) =>
  options && typeof options === 'object' ? `${command} {${Object.keys(options).join(', ')}}` : command;
/** @param {string[]} items */
const list = (items) => items.join(', ') || 'none';

/** What came of a row, or why it could not run. @param {Seen | { reason: string }} row */
function cells(row) {
  if ('reason' in row) return [row.reason, '', '', '', ''];
  const { calls, errors, violations, said, ready } = row;
  return [calls.map(named).join(', ') || 'none', String(errors.length), list(violations), list(said), ready];
}

/**
 * The matrix, a condition at a time, as `matrix.test.mjs` saw it.
 *
 * @param {{ rows: Record<string, Row[]> }} seen
 */
function matrix({ rows }) {
  return table(
    [
      'condition',
      'engine',
      'encoding',
      'the vendor receives',
      'errors in the page',
      'CSP reports',
      'codes',
      'host ready',
    ],
    CONDITIONS.flatMap((condition) =>
      ENGINES.flatMap((engine) =>
        encodingsOf(condition).map((encoding) => {
          const { name, remark = '' } = condition;
          const row = rows[engine].find((row) => row.name === name && row.encoding === encoding);
          return [remark ? `${name} (${remark})` : name, engine, encoding, ...cells(row ?? { reason: 'not run' })];
        }),
      ),
    ),
  );
}

/** What the hostile data came to, in a page and in the pure core. */
function hostile() {
  const page = read('fuzz.json');
  const native = existsSync(SEEN)
    ? readdirSync(SEEN)
        .filter((name) => name.startsWith('native-'))
        .sort()
    : [];
  const rows = Object.entries(page ?? {})
    .filter(([, value]) => value?.events)
    .map(([encoding, seen]) => [
      `a page in Chromium, ${encoding}`,
      grouped(seen.events),
      grouped(seen.settings),
      String(seen.errors),
      String(seen.values),
      list(seen.memoryBytes.map(grouped)),
      grouped(Math.max(0, seen.heapGrowthBytes)),
    ]);
  const core = native.flatMap((name) =>
    Object.entries(read(name)).map(([property, count]) => [property, grouped(count)]),
  );
  return [
    rows.length
      ? table(
          [
            'hostile data in',
            'events',
            'settings',
            'uncaught errors',
            'values kept between calls',
            'wasm memory, bytes',
            'JS heap grown by, bytes',
          ],
          rows,
        )
      : 'Hostile data in a page: not run.',
    core.length ? table(['hostile data in the pure core', 'cases'], core) : 'Hostile data in the pure core: not run.',
  ].join('\n\n');
}

/** Everything, as the document has it. */
export function render() {
  const engines = read('engines.json');
  return `# Robustness

\`npm run robustness\` measures and writes this page; \`npm test\` asserts every row. The pages are served locally, the vendor's
script is the stand-in in \`www/vendor/\`, and the host is the real \`@segment/analytics-next\`.

Engines: ${ENGINES.map((engine) => `${engine} (${engines.versions[engine]})`).join(', ')}.

Encodings: **wasm** is WebAssembly inlined in the script; **refused** is the same script on a page whose policy refuses
WebAssembly, so that the fallback takes over; **no wasm** is the fallback's file, named by the page. If the vendor's script
never runs, the calls wait in its queue.

## Conditions

${matrix(engines)}

## Hostile data

${hostile()}

The heap is measured after a forced collection, once after 100,000 events and once after 1,000,000. The values kept between
calls are those of a visitor who is known or waits for consent; their slots exist from the start.
`;
}

if (process.argv[1] === import.meta.filename) {
  await setup({ tests: true });
  await (await import('./build.mjs')).build();
  rmSync(SEEN, { recursive: true, force: true });
  mkdirSync(SEEN, { recursive: true });
  /**
   * @param {string} command
   * @param {string[]} args
   */
  const passes = (command, args) => {
    step(`${command} ${args.join(' ')}`);
    return (
      spawnSync(command, args, { cwd: root, stdio: 'inherit', env: { ...process.env, EVENTS: '1000000' } }).status === 0
    );
  };
  const ran = [
    passes(process.execPath, ['--test', 'tests/engines/matrix.test.mjs']),
    passes(process.execPath, ['--test', 'tests/e2e/fuzz.test.mjs']),
    passes('cargo', ['test', '--locked', '--test', 'properties']),
  ];
  if (ran.includes(false)) missing('A suite failed: the document is left as it was.', 'What failed is said above.');
  mkdirSync(join(root, 'docs'), { recursive: true });
  writeFileSync(DOCUMENT, render());
  step('wrote docs/robustness.md');
}
