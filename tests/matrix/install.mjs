// The packed tarball, and a folder for each tool into which it is installed.

import { execFileSync } from 'node:child_process';
import { existsSync, mkdirSync, readdirSync, readFileSync, rmSync, statSync, writeFileSync } from 'node:fs';
import { dirname, join } from 'node:path';
import { root } from '../../scripts/tools.mjs';
import { RESOLVED_AT } from './tools.mjs';

const NAME = 'retention-destinations';

/** Packs what dist/ holds; gives the tarball's path. @param {string} folder */
export function pack(folder) {
  mkdirSync(folder, { recursive: true });
  const args = ['pack', '--json', '--ignore-scripts', '--pack-destination', folder];
  const [{ filename }] = JSON.parse(execFileSync('npm', args, { cwd: root, encoding: 'utf8' }));
  return join(folder, filename);
}

/**
 * The files of an example by path, with a token put in as its README says: a placeholder is no token.
 *
 * @param {string} folder
 */
const filled = (folder) =>
  Object.fromEntries(
    readdirSync(folder, { recursive: true, encoding: 'utf8' })
      .filter((path) => !path.startsWith('node_modules') && statSync(join(folder, path)).isFile())
      .map((path) => [path, readFileSync(join(folder, path), 'utf8').replaceAll('YOUR_PUBLIC_API_TOKEN', 't')]),
  );

/**
 * Makes the folder of a row: its files, its tools, and the package as the tarball has it. Installed tools are kept.
 * @param {import('./tools.mjs').Row} row
 * @param {string} parent
 * @param {string} tarball
 */
export function install({ name, tools, example, omit = [], files = {}, packageJson }, parent, tarball) {
  const [tool] = Object.entries(tools ?? {});
  // Rows of the same tool share what is installed.
  const folder = join(parent, example ?? tool?.join('@').replace('/', '+') ?? name);
  mkdirSync(folder, { recursive: true });
  for (const old of readdirSync(folder).filter((old) => !['node_modules', 'package-lock.json'].includes(old)))
    rmSync(join(folder, old), { recursive: true });
  const copied = example ? filled(join(root, 'examples', example)) : {};
  for (const [path, content] of Object.entries({ ...copied, ...files })) {
    mkdirSync(dirname(join(folder, path)), { recursive: true });
    writeFileSync(join(folder, path), typeof content === 'string' ? content : JSON.stringify(content));
  }
  const file = join(folder, 'package.json');
  const wanted = example
    ? JSON.parse(readFileSync(file, 'utf8'))
    : { name: 'site', private: true, dependencies: tools, ...packageJson };
  // It is not yet on the registry, and comes from the tarball below.
  if (wanted.dependencies) delete wanted.dependencies[NAME];
  const { dependencies, devDependencies } = wanted;
  const text = JSON.stringify({ dependencies, devDependencies, omit });
  const stamp = join(folder, 'node_modules/.installed.json');
  writeFileSync(file, JSON.stringify(wanted));
  if ((tools || example) && !(existsSync(stamp) && readFileSync(stamp, 'utf8') === text)) {
    rmSync(join(folder, 'node_modules'), { recursive: true, force: true });
    rmSync(join(folder, 'package-lock.json'), { force: true });
    const args = ['install', '--no-audit', '--no-fund', '--loglevel=error', `--before=${RESOLVED_AT}`];
    for (const kind of omit) args.push(`--omit=${kind}`);
    execFileSync('npm', args, { cwd: folder, stdio: ['ignore', 'ignore', 'inherit'] });
    mkdirSync(dirname(stamp), { recursive: true });
    writeFileSync(stamp, text);
  }
  const ours = join(folder, 'node_modules', NAME);
  rmSync(ours, { recursive: true, force: true });
  mkdirSync(ours, { recursive: true });
  // As `npm install` of the tarball does: it has no dependencies and no scripts.
  execFileSync('tar', ['-xzf', tarball, '-C', ours, '--strip-components=1']);
  return folder;
}
