import { Worker } from 'node:worker_threads';
import type { Audio } from '../engine/audio.ts';
import { frameMs } from '../engine/format.ts';
import { detectContainer } from './container.ts';
import { readOggOpus } from './ogg-opus.ts';
import { SourceError } from './source.ts';
import type { Transcoded } from './transcode.ts';

/** A sound file as Opus frames, which arrive while it is being transcoded. */
export class Recording {
  readonly container: string;
  readonly #frames: Uint8Array[] = [];
  #frameCount = 0;
  #failure: Error | undefined;

  private constructor(container: string) {
    this.container = container;
  }

  /**
   * Resolves once the length is known. Rejects with a SourceError when the bytes are no audio. `signal` ends the
   * transcoding, for good.
   */
  static async from(bytes: Buffer, signal: AbortSignal): Promise<Recording> {
    const container = detectContainer(bytes);
    if (!container) throw new SourceError('Unknown file format.');
    const recording = new Recording(container);
    const frames = container === 'ogg' ? readOggOpus(bytes) : undefined;
    if (frames) {
      recording.#frames.push(...frames);
      recording.#frameCount = frames.length;
    } else {
      await recording.#transcode(bytes, signal);
    }
    return recording;
  }

  /** Milliseconds. */
  get length(): number {
    return this.#frameCount * frameMs;
  }

  /** Bytes of the frames that are there. */
  get size(): number {
    return this.#frames.reduce((sum, frame) => sum + frame.length, 0);
  }

  /** A reader of its own for each player; they share the frames. */
  play(): Audio {
    return {
      frame: (index) => {
        if (index >= this.#frameCount) return 'end';
        const frame = this.#frames[index];
        if (!frame && this.#failure) throw this.#failure;
        return frame ?? 'pending';
      },
      close: () => undefined,
    };
  }

  /** In a thread of its own, so that decoding never delays a frame that is due. */
  async #transcode(bytes: Buffer, signal: AbortSignal): Promise<void> {
    signal.throwIfAborted();
    const extension = import.meta.url.endsWith('.ts') ? 'ts' : 'js';
    const entry = new URL(`./transcode-worker.${extension}`, import.meta.url);
    const worker = new Worker(entry, { workerData: Uint8Array.from(bytes) });
    const abort = (): void => void worker.terminate();
    signal.addEventListener('abort', abort, { once: true });
    await new Promise<void>((resolve, reject) => {
      worker.on('message', (message: Transcoded) => {
        if ('frames' in message) {
          this.#frames.push(...message.frames);
        } else if (message.frameCount > 0) {
          this.#frameCount = message.frameCount;
          resolve();
        }
      });
      worker.on('error', () => {
        this.#failure = new SourceError('The audio could not be decoded.');
      });
      worker.on('exit', () => {
        signal.removeEventListener('abort', abort);
        if (this.#frames.length < this.#frameCount)
          this.#failure ??= new SourceError('Decoding was interrupted.');
        reject(this.#failure ?? new SourceError('The file holds no audio.'));
      });
    });
  }
}
