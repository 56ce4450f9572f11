// What people read: the text of Markdown, the comments of code, and the sentences among its strings.

import { read } from './documents.mjs';

/** @typedef {{ line: number, text: string }} Passage */

/** The line on which an offset stands. @param {string} text @param {number} offset */
const lineOf = (text, offset) => text.slice(0, offset).split('\n').length;

/** A comment, or a string: what begins within the one does not begin the other. */
const TOKENS =
  /(\/\/[^\n]*|\/\*[\s\S]*?\*\/)|"((?:[^"\\\n]|\\[\s\S])*)"|'((?:[^'\\\n]|\\.)*)'|`((?:[^`\\]|\\[\s\S])*)`/g;
/** In Rust a quotation mark is also a lifetime's, and a backtick begins nothing. */
const RUST_TOKENS = /(\/\/[^\n]*|\/\*[\s\S]*?\*\/)|"((?:[^"\\]|\\[\s\S])*)"|'(?:[^'\\\n]|\\.|\\u\{[^}]*\})'/g;

/** Whether a string is read by people: more than two words. @param {string} text */
const isSentence = (text) => /[a-z]+[,:;]? [a-z]+[,:;]? /i.test(text) && !/^\s*</.test(text);

/**
 * The passages of a file, without what stands in backticks.
 * @param {string} path
 * @returns {Passage[]}
 */
export function passagesOf(path) {
  const text = read(path);
  /** @type {Passage[]} */
  const found = [];
  /** @param {number} offset @param {string} passage */
  const add = (offset, passage) => {
    for (const [at, line] of passage.split('\n').entries()) {
      const bare = line.replaceAll(/`[^`]*`/g, '`code`').replaceAll(/https?:\S+/g, '');
      if (bare.trim()) found.push({ line: lineOf(text, offset) + at, text: bare });
    }
  };
  if (path.endsWith('.md')) {
    add(
      0,
      text.replaceAll(/^```[\s\S]*?^```$/gm, (block) => block.replaceAll(/[^\n]/g, '')),
    );
    return found;
  }
  for (const match of text.matchAll(path.endsWith('.rs') ? RUST_TOKENS : TOKENS)) {
    const [all, comment, ...strings] = match;
    const string = strings.find((one) => one !== undefined);
    if (comment) add(match.index, comment);
    else if (string && isSentence(string)) add(match.index + all.indexOf(string), string);
  }
  return found;
}
