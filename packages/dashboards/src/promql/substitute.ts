export interface Substitutions {
  /** Such as `1m`: what Grafana would put for `$__rate_interval`. */
  rateInterval: string;
  /** Such as `1h`: the range that is looked at. */
  range: string;
}

/** A panel's expression as Grafana would send it with every choice at “All”. */
export function substitute(expr: string, { rateInterval, range }: Substitutions): string {
  return expr
    .replaceAll('$__rate_interval', rateInterval)
    .replaceAll('$__interval', rateInterval)
    .replaceAll('$__range', range)
    .replaceAll(/"\$\w+"/g, '".*"');
}
