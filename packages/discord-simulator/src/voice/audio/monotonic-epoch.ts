/** Milliseconds since the Unix epoch that never jump; comparable between threads and processes of one machine. */
export function monotonicEpoch(): number {
  return performance.timeOrigin + performance.now();
}
