// What a text weighs on the wire. Pure.

import { brotliCompressSync, constants, gzipSync } from 'node:zlib';

/**
 * A content compressed as well as each coding can: brotli quality 11, gzip level 9.
 *
 * @param {string | Buffer} content
 */
export function compress(content) {
  const bytes = Buffer.from(content);
  const brotliBytes = brotliCompressSync(bytes, {
    params: {
      [constants.BROTLI_PARAM_QUALITY]: constants.BROTLI_MAX_QUALITY,
      [constants.BROTLI_PARAM_SIZE_HINT]: bytes.length,
    },
  });
  return { brotliBytes, raw: bytes.length, brotli: brotliBytes.length, gzip: gzipSync(bytes, { level: 9 }).length };
}

/**
 * The sum over files that are downloaded one by one, in bytes: `{raw, brotli, gzip}`.
 *
 * @param {(string | Buffer)[]} files
 */
export const weigh = (files) =>
  files
    .map(compress)
    .reduce(
      (sum, { raw, brotli, gzip }) => ({ raw: sum.raw + raw, brotli: sum.brotli + brotli, gzip: sum.gzip + gzip }),
      { raw: 0, brotli: 0, gzip: 0 },
    );
