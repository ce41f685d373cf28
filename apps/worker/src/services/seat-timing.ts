/** How long Discord is waited for until the bot counts as not let into a voice channel, milliseconds. */
export interface SeatTiming {
  /** Where members called it, and wait for the answer. */
  callMs: number;
  /** Where it was in the channel and lost its place. */
  lostMs: number;
}

export const seatTiming: SeatTiming = { callMs: 5_000, lostMs: 30_000 };
