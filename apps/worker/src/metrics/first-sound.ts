import type { SessionEvent, SessionState } from '@anankor/music';

/**
 * How long a member waits for sound: from the issue of the command that chose a track to the start of that track at
 * Lavalink. Known for starts that this process saw from the command on; one track that follows another is none.
 */
export class FirstSound {
  /** By guild: the play that a command began, and when that was issued, epoch milliseconds. */
  readonly #awaited = new Map<string, { play: number; issuedAt: number }>();

  /** What a session was before and is after a commit, and the event that led there. Returns seconds at the start. */
  committed(
    before: SessionState | null,
    after: SessionState | null,
    event: SessionEvent | null,
    now: number,
  ): number | null {
    const guildId = (after ?? before)?.head.guildId;
    if (guildId === undefined) return null;
    const head = after?.head;
    if (!head || head.current === null) {
      this.#awaited.delete(guildId);
      return null;
    }
    const awaited = this.#awaited.get(guildId);
    if (awaited && awaited.play !== head.play) this.#awaited.delete(guildId);
    if (!head.started) {
      const chosen = event === null && head.play !== before?.head.play;
      if (chosen) this.#awaited.set(guildId, { play: head.play, issuedAt: head.commandAt });
      return null;
    }
    this.#awaited.delete(guildId);
    return awaited?.play === head.play ? Math.max(0, now - awaited.issuedAt) / 1000 : null;
  }
}
