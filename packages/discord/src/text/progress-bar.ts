const WIDTH = 18;

/** A line with a knob at the position; all of it before the knob has been heard. */
export function progressBar(positionMs: number, durationMs: number): string {
  const share = durationMs > 0 ? Math.min(1, Math.max(0, positionMs / durationMs)) : 0;
  const knob = Math.min(WIDTH - 1, Math.floor(share * WIDTH));
  return `${'▬'.repeat(knob)}🔘${'▬'.repeat(WIDTH - 1 - knob)}`;
}
