const largestInt64 = 2n ** 63n - 1n;

/** Big-endian writer with Java's `DataOutput` conventions: texts are prefixed by their length in 16 bits. */
export class ByteWriter {
  readonly #parts: Buffer[] = [];

  uint8(value: number): void {
    this.#parts.push(Buffer.from([value]));
  }

  bool(value: boolean): void {
    this.uint8(value ? 1 : 0);
  }

  /** What is too large for 64 bits becomes the largest: a stream's length, which a double can only round up. */
  int64(value: number): void {
    const bytes = Buffer.alloc(8);
    const whole = BigInt(Math.trunc(value));
    bytes.writeBigInt64BE(whole > largestInt64 ? largestInt64 : whole);
    this.#parts.push(bytes);
  }

  text(value: string): void {
    const content = encodeModifiedUtf8(value);
    if (content.length > 0xffff) throw new RangeError('A text of an encoded track is too long.');
    const prefix = Buffer.alloc(2);
    prefix.writeUInt16BE(content.length);
    this.#parts.push(prefix, content);
  }

  optionalText(value: string | null): void {
    this.bool(value !== null);
    if (value !== null) this.text(value);
  }

  bytes(): Buffer {
    return Buffer.concat(this.#parts);
  }
}

/** Reads what `ByteWriter` wrote. Every method throws a RangeError past the end. */
export class ByteReader {
  readonly #bytes: Buffer;
  #offset = 0;

  constructor(bytes: Buffer) {
    this.#bytes = bytes;
  }

  get remaining(): number {
    return this.#bytes.length - this.#offset;
  }

  uint8(): number {
    return this.#take(1).readUInt8();
  }

  uint32(): number {
    return this.#take(4).readUInt32BE();
  }

  bool(): boolean {
    return this.uint8() !== 0;
  }

  int64(): number {
    return Number(this.#take(8).readBigInt64BE());
  }

  text(): string {
    return decodeModifiedUtf8(this.#take(this.#take(2).readUInt16BE()));
  }

  optionalText(): string | null {
    return this.bool() ? this.text() : null;
  }

  #take(count: number): Buffer {
    if (count > this.remaining) throw new RangeError('The encoded track ends too early.');
    this.#offset += count;
    return this.#bytes.subarray(this.#offset - count, this.#offset);
  }
}

/** Java's variant: UTF-16 units are encoded one by one (surrogates as three bytes each), and NUL takes two bytes. */
function encodeModifiedUtf8(text: string): Buffer {
  const bytes: number[] = [];
  for (let i = 0; i < text.length; i++) {
    const unit = text.charCodeAt(i);
    if (unit !== 0 && unit < 0x80) bytes.push(unit);
    else if (unit < 0x800) bytes.push(0xc0 | (unit >> 6), 0x80 | (unit & 0x3f));
    else bytes.push(0xe0 | (unit >> 12), 0x80 | ((unit >> 6) & 0x3f), 0x80 | (unit & 0x3f));
  }
  return Buffer.from(bytes);
}

function decodeModifiedUtf8(bytes: Buffer): string {
  let text = '';
  for (let i = 0; i < bytes.length;) {
    const [a = 0, b = 0, c = 0] = [bytes[i], bytes[i + 1], bytes[i + 2]];
    if (a < 0x80) {
      text += String.fromCharCode(a);
      i += 1;
    } else if (a < 0xe0) {
      text += String.fromCharCode(((a & 0x1f) << 6) | (b & 0x3f));
      i += 2;
    } else {
      text += String.fromCharCode(((a & 0x0f) << 12) | ((b & 0x3f) << 6) | (c & 0x3f));
      i += 3;
    }
  }
  return text;
}
