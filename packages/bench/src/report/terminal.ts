import CliTable from 'cli-table3';
import { targetRow } from './section.ts';
import type { Section } from './section.ts';

export function terminalText(section: Section): string {
  const tables = [
    ...section.tables,
    { caption: 'Targets', head: ['', 'target', 'measured', 'met'], rows: section.targets.map(targetRow) },
  ].filter(({ rows }) => rows.length > 0);
  return tables
    .map(({ caption, head, rows }) => {
      const table = new CliTable({ head: [...head], style: { head: [], border: [] } });
      for (const row of rows) table.push([...row]);
      return `\n${section.title}: ${caption}\n${table.toString()}`;
    })
    .join('\n');
}
