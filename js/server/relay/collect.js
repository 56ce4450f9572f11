// A body as it comes, in one buffer that never outgrows what a body may have. Parts are copied at once: kept, each of them would
// hold a hundred bytes and more of its own, and a body can come byte by byte.

export const TOO_LONG = Symbol('too long');
export const ALREADY_READ = Symbol('already read');

const FIRST_BYTES = 1024;

/** Collects at most so many bytes. */
export class Collector {
  #bytes = new Uint8Array();
  #length = 0;
  #longest;

  constructor(longest) {
    this.#longest = longest;
  }

  /** Throws `TOO_LONG` where there are more than may be. */
  add(part) {
    const length = this.#length + part.byteLength;
    if (length > this.#longest) throw TOO_LONG;
    if (length > this.#bytes.length) {
      const larger = new Uint8Array(Math.min(this.#longest, Math.max(FIRST_BYTES, length, 2 * this.#bytes.length)));
      larger.set(this.#bytes.subarray(0, this.#length));
      this.#bytes = larger;
    }
    this.#bytes.set(part, this.#length);
    this.#length = length;
  }

  /** What has come so far. */
  get bytes() {
    return this.#bytes.subarray(0, this.#length);
  }
}
