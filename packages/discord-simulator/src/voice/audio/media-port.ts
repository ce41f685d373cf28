import { EventEmitter, once } from 'node:events';
import { MessageChannel, receiveMessageOnPort, Worker } from 'node:worker_threads';
import type { AudioReport, AudioSelector } from './audio-report.ts';
import type { MediaSource } from './media-receiver.ts';
import type { MediaNotice, MediaRequest, MediaThreadOptions } from './media-messages.ts';

const REPORT_TIMEOUT_MS = 10_000;

/**
 * The media thread as the rest of the process sees it. A thread of its own receives the datagrams, because a stall of
 * the main thread would otherwise look like a gap in the audio: with stalls of 200 ms the largest interval of 20 streams
 * was 47 ms here, and 201 ms where the main thread received.
 */
export class MediaPort extends EventEmitter<{
  firstFrame: [frame: { ssrc: number; at: number }];
  error: [Error];
}> {
  /** Of the UDP socket. */
  readonly port: number;
  readonly #worker: Worker;
  readonly #opening = new Map<number, () => void>();

  private constructor(worker: Worker, port: number) {
    super();
    this.#worker = worker;
    this.port = port;
    worker.on('message', (notice: MediaNotice) => {
      if (notice.type === 'firstFrame') this.emit('firstFrame', notice);
      if (notice.type !== 'opened') return;
      this.#opening.get(notice.ssrc)?.();
      this.#opening.delete(notice.ssrc);
    });
    worker.on('error', (error) => this.emit('error', error));
  }

  /** Rejects when the socket can't be bound. */
  static async start(options: MediaThreadOptions): Promise<MediaPort> {
    const entry = import.meta.url.endsWith('.ts') ? './media-thread.ts' : './media-thread.js';
    // The native Opus build crashes the process when its thread ends; the wasm build is as fast.
    const env = { ...process.env, OPUS_FORCE_WASM: '1' };
    const worker = new Worker(new URL(entry, import.meta.url), { workerData: options, env });
    const [first] = (await once(worker, 'message')) as [MediaNotice];
    return new MediaPort(worker, first.type === 'listening' ? first.port : 0);
  }

  /** `opened` is called when the thread takes what comes from the source: a client may be told only then that it may send. */
  open(source: MediaSource, opened: () => void): void {
    this.#opening.set(source.ssrc, opened);
    this.#worker.postMessage({ type: 'open', source } satisfies MediaRequest);
  }

  send(request: Exclude<MediaRequest, { type: 'open' | 'report' }>): void {
    this.#worker.postMessage(request);
  }

  /** Waits, blocking, for the thread's answer: some milliseconds for an hour of audio. */
  report(selector: AudioSelector): AudioReport {
    const { port1, port2 } = new MessageChannel();
    const done = new Int32Array(new SharedArrayBuffer(4));
    const request: MediaRequest = { type: 'report', selector, reply: port2, done };
    this.#worker.postMessage(request, [port2]);
    Atomics.wait(done, 0, 0, REPORT_TIMEOUT_MS);
    const answer = receiveMessageOnPort(port1);
    port1.close();
    if (!answer) throw new Error(`the media thread did not answer within ${REPORT_TIMEOUT_MS} ms`);
    return answer.message as AudioReport;
  }

  async stop(): Promise<void> {
    await this.#worker.terminate();
  }
}
