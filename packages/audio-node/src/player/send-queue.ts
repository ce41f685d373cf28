import { frameMs, silenceFrame, silenceFrames } from '../engine/format.ts';

/** How far a player is ahead of what is heard. */
const sendQueueMs = 400;
const capacity = sendQueueMs / frameMs;

/**
 * The packets between a player and the network, as in Lavalink: the player fills it as soon as there is room, and one leaves every
 * 20 ms. So what a player does is heard 0.4 s later, and its position is that of the frame it gave last, not of the one that is heard.
 * Where the player has no frame, five frames of silence follow, and the player is asked again only behind them.
 */
export class SendQueue {
  readonly #packets: Uint8Array[] = [];
  #silenceLeft = 0;
  #speaks = false;

  /** `take` gives the next frame of sound, undefined for none. */
  fill(take: () => Uint8Array | undefined): void {
    while (this.#packets.length < capacity) {
      if (this.#silenceLeft > 0) {
        this.#silenceLeft -= 1;
        this.#packets.push(silenceFrame);
        continue;
      }
      const frame = take();
      if (frame) {
        this.#speaks = true;
        this.#packets.push(frame);
      } else if (!this.#interrupt()) return;
    }
  }

  /** There was no frame for a moment: a track that begins has none at once. */
  interrupt(): void {
    this.#interrupt();
  }

  /** The packet that leaves now. `last`: the speaker falls silent after it. */
  shift(): { packet: Uint8Array; last: boolean } | undefined {
    const packet = this.#packets.shift();
    if (!packet) return undefined;
    return { packet, last: packet === silenceFrame && this.#packets[0] !== silenceFrame };
  }

  /** A new voice connection begins with nothing queued. */
  clear(): void {
    this.#packets.length = 0;
    this.#silenceLeft = 0;
    this.#speaks = false;
  }

  #interrupt(): boolean {
    if (!this.#speaks) return false;
    this.#speaks = false;
    this.#silenceLeft = silenceFrames;
    return true;
  }
}
