/** A value as Grafana writes it, for the units that the dashboards use. */
export function format(value: number, unit = 'short', decimals?: number): string {
  if (!Number.isFinite(value)) return '–';
  switch (unit) {
    case 's':
      return seconds(value, decimals);
    case 'percentunit':
      return `${rounded(value * 100, decimals)} %`;
    case 'reqps':
      return `${rounded(value, decimals)} req/s`;
    case 'ops':
      return `${rounded(value, decimals)} ops/s`;
    case 'bytes':
      return scaled(value, ['B', 'KiB', 'MiB', 'GiB'], 1024, decimals);
    default:
      return scaled(value, ['', ' K', ' Mil'], 1000, decimals).trim();
  }
}

function seconds(value: number, decimals?: number): string {
  const size = Math.abs(value);
  if (size === 0) return '0 s';
  if (size < 0.001) return `${rounded(value * 1e6, decimals)} µs`;
  if (size < 1) return `${rounded(value * 1e3, decimals)} ms`;
  if (size < 120) return `${rounded(value, decimals)} s`;
  return `${rounded(value / 60, decimals)} min`;
}

function scaled(value: number, names: readonly string[], base: number, decimals?: number): string {
  let left = value;
  let index = 0;
  while (Math.abs(left) >= base && index < names.length - 1) {
    left /= base;
    index += 1;
  }
  return `${rounded(left, decimals)} ${names[index] ?? ''}`.trimEnd();
}

/** Three significant digits, unless told how many decimals. */
function rounded(value: number, decimals?: number): string {
  if (decimals !== undefined) return value.toFixed(decimals);
  const size = Math.abs(value);
  const digits = size >= 100 || size === 0 ? 0 : size >= 10 ? 1 : 2;
  return String(Number(value.toFixed(digits)));
}
