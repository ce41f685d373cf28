import { cpus, totalmem } from 'node:os';
import { targetRow } from './section.ts';
import type { Section, Table } from './section.ts';

/** What the figures were measured with. */
export interface Setting {
  date: string;
  rounds: number;
  versions: Readonly<Record<string, string>>;
  /** Load averages before the first and after the last bench. */
  load: readonly [before: number, after: number];
}

const targetHead = ['', 'target', 'measured', 'met'];

export function sectionText(section: Section): string {
  const parts = [`## ${section.title}`, section.method.replaceAll('\n', ' ')];
  if (section.targets.length > 0) {
    parts.push(markdown({ caption: 'Targets', head: targetHead, rows: section.targets.map(targetRow) }));
  }
  return [...parts, ...section.tables.map(markdown)].join('\n\n');
}

/** docs/benchmarks.md but for what `notes` says in somebody's own words. */
export function documentText(sections: readonly string[], setting: Setting, notes: string): string {
  const { date, rounds, versions, load } = setting;
  const cores = cpus();
  const machine = `${cores.length} × ${cores[0]?.model.trim()}, ${Math.round(totalmem() / 2 ** 30)} GB`;
  const used = Object.entries(versions).map(([name, version]) => `${name} ${version}`);
  return [
    '# Benchmarks',
    'Written by `pnpm bench --write`. Everything runs on one machine, side by side: in each round every system has its turn, ' +
      'and a ratio is of the same round. Figures are medians over the rounds with min–max. On another machine the absolute ' +
      'figures differ; the ratios and the CPU a job are what to compare.',
    `- Machine: ${machine}, ${process.platform}\n- Versions: ${used.join(', ')}\n- ${date}, ${rounds} rounds, load ${load[0].toFixed(1)} before, ${load[1].toFixed(1)} after`,
    '```bash\npnpm bench                  # all of it, the table on the terminal\npnpm bench --only queues    # one bench: queues, commands, failover, memory\npnpm bench --quick          # two short rounds\npnpm bench --write          # writes this page\n```',
    ...(notes === '' ? [] : [notes.trim()]),
    ...sections,
    '',
  ].join('\n\n');
}

function markdown({ caption, head, rows }: Table): string {
  const line = (cells: readonly string[]): string => `| ${cells.join(' | ')} |`;
  return [`### ${caption}`, '', line(head), line(head.map(() => '---')), ...rows.map(line)].join('\n');
}
