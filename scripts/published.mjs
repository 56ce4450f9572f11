// What the owner of a site needs to use the built files without building them: the tarball's name, and for each file
// that a `script` element takes its integrity and, once the package is published, its URL. Run as a program, it prints
// them.

import { createHash } from 'node:crypto';
import { readFileSync } from 'node:fs';
import { join } from 'node:path';
import { SCRIPTS } from './entries.mjs';
import { root } from './tools.mjs';

const { name, version } = JSON.parse(readFileSync(join(root, 'package.json'), 'utf8'));

/** The file that `npm pack` writes. */
export const TARBALL = `${name}-${version}.tgz`;

/**
 * The files, as they are in a folder `dist`.
 * @param {string} dist
 */
export const publishedFiles = (dist) =>
  SCRIPTS.map(({ output }) => {
    const file = `${output}.js`;
    const hash = createHash('sha384')
      .update(readFileSync(join(dist, file)))
      .digest('base64');
    return { file, integrity: `sha384-${hash}`, url: `https://cdn.jsdelivr.net/npm/${name}@${version}/dist/${file}` };
  });

/**
 * The same as text.
 * @param {string} dist
 */
export const publishedText = (dist) =>
  [
    `npm pack writes ${TARBALL}; it has these files in package/dist, and once published, these URLs serve them:`,
    ...publishedFiles(dist).map(({ file, integrity, url }) => `  ${file}\n    integrity="${integrity}"\n    ${url}`),
  ].join('\n');

if (process.argv[1] === import.meta.filename) console.log(publishedText(join(root, 'dist')));
