// The table of methods of the API client: what the sources in Rust say, and what the class has.

import { execFileSync } from 'node:child_process';
import { root, xtask } from '../../scripts/tools.mjs';

/**
 * What each method takes, sends and answers.
 * @type {{name: string, export: string, pages: boolean, answer: string, request: string | null, family: string | null,
 *   parameters: {name: string, type: string, fields: {name: string, type: string, optional: boolean}[] | null}[]}[]}
 */
export const table = JSON.parse(execFileSync(xtask(), ['api-table'], { cwd: root, encoding: 'utf8' }));
export const names = table.map(({ name }) => name).sort();
