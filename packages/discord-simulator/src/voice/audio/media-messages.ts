import type { MessagePort } from 'node:worker_threads';
import type { AudioSelector } from './audio-report.ts';
import type { MediaSource } from './media-receiver.ts';
import type { DecodeMode } from './tone-listener.ts';

/** `workerData` of the media thread. */
export interface MediaThreadOptions {
  /** Address the UDP socket binds. */
  readonly bind: string;
  readonly port: number;
  readonly decode: DecodeMode;
  readonly historyFrames: number;
}

/** To the media thread. */
export type MediaRequest =
  | { readonly type: 'open'; readonly source: MediaSource }
  | { readonly type: 'close'; readonly ssrc: number }
  | { readonly type: 'move'; readonly ssrc: number; readonly channelId: string }
  | { readonly type: 'mute'; readonly ssrc: number; readonly muted: boolean }
  | { readonly type: 'hush'; readonly ssrc: number; readonly at: number }
  | { readonly type: 'reset'; readonly selector: AudioSelector }
  | {
      readonly type: 'report';
      readonly selector: AudioSelector;
      readonly reply: MessagePort;
      /** Set to 1 and notified when the reply is in the port. */
      readonly done: Int32Array<SharedArrayBuffer>;
    };

/** From the media thread. */
export type MediaNotice =
  | { readonly type: 'listening'; readonly port: number }
  | { readonly type: 'opened'; readonly ssrc: number }
  | { readonly type: 'firstFrame'; readonly ssrc: number; readonly at: number };
