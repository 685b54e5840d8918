/** Bytes that a place has room for at first, where nobody knows how many come. */
const firstBytes = 64 * 1024;

/**
 * Turns bytes into base64 as they arrive: no picture is ever converted at one go, which would hold
 * up everybody else for tens of milliseconds, and only its base64 is kept.
 */
export class Base64Intake {
  #place = Buffer.allocUnsafe(firstBytes);
  #length = 0;
  /** Up to two bytes that wait for a third. */
  #waiting: Buffer = Buffer.alloc(0);

  /** Bytes of base64 so far. */
  get length(): number {
    return this.#length;
  }

  add(piece: Buffer): void {
    const missing = this.#waiting.length === 0 ? 0 : 3 - this.#waiting.length;
    if (piece.length < missing) {
      this.#waiting = Buffer.concat([this.#waiting, piece]);
      return;
    }
    if (missing > 0) this.#write(Buffer.concat([this.#waiting, piece.subarray(0, missing)]));
    const end = piece.length - ((piece.length - missing) % 3);
    this.#write(piece.subarray(missing, end));
    // A copy: the piece may be part of a buffer that is filled again.
    this.#waiting = Buffer.from(piece.subarray(end));
  }

  /** All of it, with its padding. */
  end(): Buffer {
    this.#write(this.#waiting);
    this.#waiting = Buffer.alloc(0);
    return this.#place.subarray(0, this.#length);
  }

  #write(bytes: Buffer): void {
    const text = bytes.toString("base64");
    if (this.#length + text.length > this.#place.length) this.#grow(this.#length + text.length);
    this.#length += this.#place.write(text, this.#length, "latin1");
  }

  #grow(lengthMin: number): void {
    const place = Buffer.allocUnsafe(Math.max(lengthMin, this.#place.length * 2));
    this.#place.copy(place, 0, 0, this.#length);
    this.#place = place;
  }
}
