// JSON as people read it, with what has changed marked.

import { element } from './dom.js';

/**
 * @param {unknown} value
 * @param {Set<string>} [changed] the names whose lines are marked
 */
export function pretty(value, changed = new Set()) {
  const lines = JSON.stringify(value, null, 2).split('\n');
  const parts = [];
  for (let at = 0; at < lines.length; at += 1) {
    if (at) parts.push('\n');
    const [, indent, rest, name] = /^(\s*)("((?:[^"\\]|\\.)*)": [^{[].*)$/.exec(lines[at]) ?? [];
    if (name !== undefined && changed.has(JSON.parse(`"${name}"`))) parts.push(indent, element('mark', '', rest));
    else parts.push(lines[at]);
  }
  return element('code', '', ...parts);
}
