import { constants, createDeflate } from 'node:zlib';

/** One zlib context for a connection's whole life, flushed after every payload (`compress=zlib-stream`). */
export class ZlibStream {
  readonly #deflate = createDeflate({ chunkSize: 65_535 });
  #chunks: Buffer[] = [];

  constructor(send: (frame: Buffer) => void) {
    this.#deflate.on('data', (chunk: Buffer) => {
      this.#chunks.push(chunk);
      const frame = Buffer.concat(this.#chunks);
      if (frame.length < 4 || frame.readUInt32BE(frame.length - 4) !== 0x0000ffff) return;
      this.#chunks = [];
      send(frame);
    });
  }

  write(text: string): void {
    this.#deflate.write(text);
    this.#deflate.flush(constants.Z_SYNC_FLUSH);
  }

  close(): void {
    this.#deflate.destroy();
  }
}
