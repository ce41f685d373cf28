/** How long those who take part in a session's move to another bot wait for each other, milliseconds. */
export interface MoveTiming {
  /** A target that has not decided by then is asked no more, and its move is called off; since the move began. */
  undecidedMs: number;
  /** One that has adopted the session and says nothing for so long can't: the source is let go all the same; since the move began. */
  unheardMs: number;
  /** How long Discord may take to give the target a seat before it counts as refused: by permissions, or as the channel is full. */
  seatMs: number;
  /** How long the target's sound is waited for before the source is let go; since the session was adopted. */
  soundMs: number;
  /** For so long the target lets commands wait for those that were typed before, for the source; since the session was adopted. */
  holdMs: number;
  /** For so long a worker that gave its session away forwards what a slow replica still sends it. */
  stragglersMs: number;
}

export const moveTiming: MoveTiming = {
  undecidedMs: 15_000,
  unheardMs: 45_000,
  seatMs: 5_000,
  soundMs: 5_000,
  holdMs: 10_000,
  stragglersMs: 60_000,
};
