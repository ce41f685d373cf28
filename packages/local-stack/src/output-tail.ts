import { createWriteStream } from 'node:fs';
import type { WriteStream } from 'node:fs';
import type { Readable } from 'node:stream';

/** The newest output of a child process, bounded in characters, optionally copied whole to a file. */
export class OutputTail {
  #text = '';
  readonly #limit: number;
  readonly #file: WriteStream | undefined;
  readonly #watchers = new Set<() => void>();

  constructor(options: { limit: number; file?: string | undefined }) {
    this.#limit = options.limit;
    this.#file = options.file === undefined ? undefined : createWriteStream(options.file, { flags: 'a' });
  }

  get text(): string {
    return this.#text;
  }

  follow(stream: Readable): void {
    stream.setEncoding('utf8');
    stream.on('data', (chunk: string) => {
      this.#text = (this.#text + chunk).slice(-this.#limit);
      this.#file?.write(chunk);
      for (const watcher of this.#watchers) watcher();
    });
  }

  /** Calls `watcher` after every chunk until the returned function is called. */
  watch(watcher: () => void): () => void {
    this.#watchers.add(watcher);
    return () => this.#watchers.delete(watcher);
  }

  close(): void {
    this.#file?.end();
  }
}
