// Builds dist/ from src/ and js/: the modules with their glue, and every entry of the package. What did not change is
// not made again.

import { createHash } from 'node:crypto';
import { mkdirSync, readFileSync, renameSync, rmSync } from 'node:fs';
import { join } from 'node:path';
import { buildEntries } from './build-entries.mjs';
import { buildModule, MODULES } from './build-module.mjs';
import { buildServer } from './build-server.mjs';
import { buildTypes } from './build-types.mjs';
import { publishedText } from './published.mjs';
import { hashOf, isCurrent, unlessCurrent } from './stamp.mjs';
import { root, sourcesIn, step } from './tools.mjs';

const DIST = join(root, 'dist');
// Built beside it and then put in its place, so that nobody reads half a package.
const OUT = join(root, 'target/dist');

const inputs = () => [
  ...['src', 'crates', 'xtask', '.cargo', 'js', 'scripts'].flatMap(sourcesIn),
  ...['Cargo.toml', 'Cargo.lock', 'package.json', 'package-lock.json'].map((name) => join(root, name)),
];

export async function build() {
  const hash = hashOf(inputs());
  if (isCurrent(DIST, hash)) return;
  for (const module of Object.values(MODULES)) await buildModule(module);
  rmSync(OUT, { recursive: true, force: true });
  mkdirSync(OUT, { recursive: true });
  await unlessCurrent(OUT, hash, async () => {
    step('bundling');
    await buildEntries(OUT);
    buildTypes(OUT);
    await buildServer(OUT);
  });
  const tag = readFileSync(join(OUT, 'profitwell.min.js'));
  const sum = createHash('sha256').update(tag).digest('base64');
  step(`profitwell.min.js in the HTML itself: script-src 'sha256-${sum}'`);
  rmSync(DIST, { recursive: true, force: true });
  renameSync(OUT, DIST);
}

if (process.argv[1] === import.meta.filename) {
  await build();
  step(publishedText(DIST));
}
