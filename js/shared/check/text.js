// Places in a text, and changes to it.

/** @typedef {readonly [number, number]} Range from an offset up to another, in UTF-16 code units */
/** @typedef {{ range: Range, text: string }} Edit what takes the place of a range */

/**
 * The line of an offset, from 1.
 *
 * @param {string} text
 * @returns {(offset: number) => number}
 */
export const lineFinder = (text) => {
  const starts = [0];
  for (let at = text.indexOf('\n'); at >= 0; at = text.indexOf('\n', at + 1)) starts.push(at + 1);
  return (offset) => {
    let low = 0;
    let high = starts.length;
    while (high - low > 1) {
      const middle = (low + high) >> 1;
      if (starts[middle] <= offset) low = middle;
      else high = middle;
    }
    return low + 1;
  };
};

/**
 * A text with edits made; of those that overlap the first counts.
 *
 * @param {string} text
 * @param {readonly Edit[]} edits
 * @param {number} [offset] of the text within what the ranges are about
 */
export const edited = (text, edits, offset = 0) => {
  const ordered = [...edits].sort((one, other) => one.range[0] - other.range[0] || one.range[1] - other.range[1]);
  let result = '';
  let done = 0;
  for (const { range, text: instead } of ordered) {
    const [start, end] = [range[0] - offset, range[1] - offset];
    if (start < done || end > text.length) continue;
    result += text.slice(done, start) + instead;
    done = end;
  }
  return result + text.slice(done);
};

/** A text with ranges blanked out, so that what is left stays where it is. @param {string} text @param {readonly Range[]} ranges */
export const blanked = (text, ranges) =>
  edited(
    text,
    ranges.map((range) => ({ range, text: text.slice(...range).replace(/[^\n]/g, ' ') })),
  );
