/** A word's letters and digits. @param {string} word */
export const plain = (word) => word.toLowerCase().replace(/[^a-z0-9]/g, '');

/** How many letters must be changed to make one word the other. @param {string} one @param {string} other */
export const distance = (one, other) => {
  let row = Array.from({ length: other.length + 1 }, (_, at) => at);
  for (let i = 1; i <= one.length; i += 1) {
    const next = [i];
    for (let j = 1; j <= other.length; j += 1) {
      const replaced = row[j - 1] + (one[i - 1] === other[j - 1] ? 0 : 1);
      next[j] = Math.min(next[j - 1] + 1, row[j] + 1, replaced);
    }
    row = next;
  }
  return row[other.length];
};
