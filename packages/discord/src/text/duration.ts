/** Milliseconds as `3:07` or `1:02:03`; rounded down to seconds. What is no time is `0:00`. */
export function clockTime(ms: number): string {
  const total = Number.isFinite(ms)
    ? Math.max(0, Math.floor(Math.min(ms, Number.MAX_SAFE_INTEGER) / 1000))
    : 0;
  const seconds = String(total % 60).padStart(2, '0');
  const minutes = Math.floor(total / 60) % 60;
  const hours = Math.floor(total / 3600);
  return hours > 0 ? `${hours}:${String(minutes).padStart(2, '0')}:${seconds}` : `${minutes}:${seconds}`;
}

/** Milliseconds as whole minutes, one at least. */
export function minutes(ms: number): number {
  return Math.max(1, Math.round(ms / 60_000));
}
