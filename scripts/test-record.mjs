// What passed before with exactly these files and tools, and need not run again (as `go test` has it).

import { execFileSync } from 'node:child_process';
import { existsSync, mkdirSync, readdirSync, readFileSync, statSync, writeFileSync } from 'node:fs';
import { join } from 'node:path';
import { chromedriver, chromium, geckodriver, headlessShell, webkitdriver } from './setup.mjs';
import { hashOf } from './stamp.mjs';
import { filesIn, root } from './tools.mjs';

const FILE = join(root, 'target/passed.json');

/** What is made of the rest. */
const MADE = ['.git', 'node_modules', 'dist', 'target'];

/** Variables that a suite reads. */
const VARIABLES = ['SEED', 'EVENTS', 'CONDITION', 'WRITE', 'NODE_OPTIONS', 'RUSTFLAGS', 'RUST_TEST_THREADS'];

const files = () =>
  readdirSync(root, { withFileTypes: true })
    .filter(({ name }) => !MADE.includes(name))
    .flatMap((entry) => (entry.isDirectory() ? filesIn(entry.name) : [join(root, entry.name)]));

const tools = () => [
  process.version,
  ...['rustc', 'firefox-esr'].map((name) => String(execFileSync(name, ['--version']))),
  ...[chromium(), headlessShell(), chromedriver(), geckodriver(), webkitdriver()].map((path) => {
    const { size, mtimeMs } = statSync(path);
    return [path, size, mtimeMs].join();
  }),
  ...VARIABLES.map((name) => `${name}=${process.env[name]}`),
];

/** Opens the record of what has passed; `fresh` begins a new one. @param {boolean} fresh */
export function openRecord(fresh) {
  const hash = hashOf(files(), tools().join('\n'));
  /** @type {{ hash: string, suites: Record<string, number> }} */
  const before = existsSync(FILE) ? JSON.parse(readFileSync(FILE, 'utf8')) : {};
  const suites = before.hash === hash && !fresh ? before.suites : {};
  return {
    /** How many tests of a suite passed; nothing where it must run. @param {string} name */
    count: (name) => suites[name],
    /**
     * Remembers a suite of which nothing failed.
     * @param {string} name
     * @param {number} count
     */
    add(name, count) {
      suites[name] = count;
      mkdirSync(join(root, 'target'), { recursive: true });
      writeFileSync(FILE, JSON.stringify({ hash, suites }, null, 2));
    },
  };
}
