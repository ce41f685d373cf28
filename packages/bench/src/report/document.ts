import { cpus, totalmem } from 'node:os';
import { targetRow } from './section.ts';
import type { Section, Table } from './section.ts';

/** How a section was measured; each may be of another run. */
export interface Run {
  date: string;
  rounds: number;
  /** Load averages before the first and after the last bench. */
  load: readonly [before: number, after: number];
}

const targetHead = ['', 'target', 'measured', 'met'];

export function sectionText(section: Section, { date, rounds, load }: Run): string {
  const parts = [
    `## ${section.title}`,
    section.method.replaceAll('\n', ' '),
    `${date}, ${rounds} rounds, load average ${load.map((value) => value.toFixed(1)).join(' before, ')} after.`,
  ];
  if (section.targets.length > 0) {
    parts.push(markdown({ caption: 'Targets', head: targetHead, rows: section.targets.map(targetRow) }));
  }
  return [...parts, ...section.tables.map(markdown)].join('\n\n');
}

/** Parts of a page by name. They are kept between comments, so that one can be written anew by itself. */
export function partsOf(page: string): Map<string, string> {
  const found = page.matchAll(/<!-- (\w+) -->\n\n([\s\S]*?)\n\n<!-- end of \1 -->/g);
  return new Map([...found].map(([, name = '', text = '']) => [name, text]));
}

/** docs/benchmarks.md. The part `notes` is in somebody's own words. */
export function documentText(
  parts: ReadonlyMap<string, string>,
  order: readonly string[],
  versions: Readonly<Record<string, string>>,
): string {
  const cores = cpus();
  const machine = `${cores.length} × ${cores[0]?.model.trim()}, ${Math.round(totalmem() / 2 ** 30)} GB`;
  const used = Object.entries(versions).map(([name, version]) => `${name} ${version}`);
  const named = ['notes', ...order].filter((name) => parts.has(name));
  return [
    '# Benchmarks',
    'Written by `pnpm bench --write`. Everything runs on one machine, side by side: in each round every system has its turn, ' +
      'and a ratio is of the same round. Figures are medians over the rounds with min–max. On another machine the absolute ' +
      'figures differ; the ratios and the CPU a job are what to compare.',
    `- Machine: ${machine}, ${process.platform}\n- Versions: ${used.join(', ')}`,
    `\`\`\`bash\npnpm bench                  # all of it, on the terminal\npnpm bench --only queues    # one of ${order.join(', ')}\npnpm bench --quick          # two short rounds\npnpm bench --write          # writes this page; with --only, its part of it\n\`\`\``,
    ...named.map((name) => `<!-- ${name} -->\n\n${parts.get(name)}\n\n<!-- end of ${name} -->`),
    '',
  ].join('\n\n');
}

function markdown({ caption, head, rows }: Table): string {
  const line = (cells: readonly string[]): string => `| ${cells.join(' | ')} |`;
  return [`### ${caption}`, '', line(head), line(head.map(() => '---')), ...rows.map(line)].join('\n');
}
