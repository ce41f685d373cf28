/** A time as Discord writes it: microseconds, and UTC as `+00:00`. */
export function timestamp(at: number | Date = Date.now()): string {
  return new Date(at).toISOString().replace('Z', '000+00:00');
}
