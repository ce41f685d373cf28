import Table from 'cli-table3';

const bare = { 'top-mid': '', 'mid-mid': '', 'bottom-mid': '' };
const edges = ['top', 'top-left', 'top-right', 'bottom', 'bottom-left', 'bottom-right'];
const lines = ['left', 'left-mid', 'mid', 'right', 'right-mid'];

/** Columns in line, without borders or colours: it is read by people and cut by tools. */
export function table(head: readonly string[], rows: readonly (readonly string[])[]): string {
  const none = Object.fromEntries([...edges, ...lines].map((part) => [part, '']));
  const columns = new Table({
    head: [...head],
    chars: { ...bare, ...none, middle: '  ' },
    style: { head: [], border: [], 'padding-left': 0, 'padding-right': 0 },
  });
  columns.push(...rows.map((row) => [...row]));
  return columns
    .toString()
    .split('\n')
    .map((line) => line.trimEnd())
    .join('\n');
}

/** A span of time in the unit that fits it. */
export function span(ms: number | null): string {
  if (ms === null) return '-';
  if (ms < 1_000) return `${Math.round(ms)} ms`;
  if (ms < 120_000) return `${(ms / 1_000).toFixed(1)} s`;
  return ms < 7_200_000 ? `${Math.round(ms / 60_000)} min` : `${Math.round(ms / 3_600_000)} h`;
}
