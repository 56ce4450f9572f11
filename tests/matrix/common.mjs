// What rows of several kinds say alike.

import { readFileSync } from 'node:fs';
import { join } from 'node:path';
import { root } from '../../scripts/tools.mjs';
import { CALLS } from './programs.mjs';

const packageJson = JSON.parse(readFileSync(join(root, 'package.json'), 'utf8'));

/** The version of a tool that the repository has. @param {string} name */
export const own = (name) => packageJson.devDependencies[name].replace(/^npm:.*@/, '');

/** A page in Chromium that tells ProfitWell of its visitor. */
export const CHROMIUM = { in: 'Chromium', calls: CALLS };
/** The note of a tool that needs no configuration. */
export const DEFAULTS = 'no configuration';
