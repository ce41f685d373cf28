/** Round values from `low` to at least `high`, some `count` of them. */
export function ticks(low: number, high: number, count = 4): number[] {
  const rough = (high - low || 1) / count;
  const power = 10 ** Math.floor(Math.log10(rough));
  const step =
    [1, 2, 2.5, 5, 10].map((factor) => factor * power).find((candidate) => candidate >= rough) ?? rough;
  const first = Math.floor(low / step) * step;
  const found: number[] = [];
  for (let value = first; value < high + step; value += step) found.push(Number(value.toPrecision(12)));
  return found;
}

/** Maps `[from[0], from[1]]` onto `[to[0], to[1]]`. */
export function linear(
  from: readonly [number, number],
  to: readonly [number, number],
): (value: number) => number {
  const factor = (to[1] - to[0]) / (from[1] - from[0] || 1);
  return (value) => to[0] + (value - from[0]) * factor;
}
