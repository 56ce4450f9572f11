// A body as it comes, in one buffer that never outgrows what a body may have. Parts are copied at once: kept, each of many would
// hold a hundred bytes and more of its own, and a body can come byte by byte.

export const TOO_LONG = Symbol('too long');
export const ALREADY_READ = Symbol('already read');

const FIRST_BYTES = 1024;

/** Collects at most so many bytes. */
export class Collector {
  /** What has come, where that is one part: most bodies are. @type {Uint8Array | undefined} */
  #only;
  #bytes = new Uint8Array();
  #length = 0;
  #longest;

  /** @param {number} longest */
  constructor(longest) {
    this.#longest = longest;
  }

  /** Throws `TOO_LONG` where there are more than may be. @param {Uint8Array} part */
  add(part) {
    if (this.#length + part.byteLength > this.#longest) throw TOO_LONG;
    if (!this.#length && part.buffer.byteLength <= this.#longest) {
      this.#only = part;
    } else {
      if (this.#only) this.#append(this.#only, 0);
      this.#only = undefined;
      this.#append(part, this.#length);
    }
    this.#length += part.byteLength;
  }

  /**
   * @param {Uint8Array} part
   * @param {number} at
   */
  #append(part, at) {
    const length = at + part.byteLength;
    if (length > this.#bytes.length) {
      const larger = new Uint8Array(Math.min(this.#longest, Math.max(FIRST_BYTES, length, 2 * this.#bytes.length)));
      larger.set(this.#bytes.subarray(0, at));
      this.#bytes = larger;
    }
    this.#bytes.set(part, at);
  }

  /** What has come so far. */
  get bytes() {
    return this.#only ?? this.#bytes.subarray(0, this.#length);
  }
}
