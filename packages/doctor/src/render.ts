import { isTrouble } from './finding.ts';
import type { Finding } from './finding.ts';

/** The findings as a table, each trouble with its remedy beneath, and a closing line that counts the troubles. */
export function render(findings: readonly Finding[]): string {
  const width = Math.max(...findings.map(({ subject }) => subject.length));
  const lines = findings.flatMap(({ status, subject, detail, remedy }) => [
    `${status.padEnd(7)}  ${subject.padEnd(width)}  ${detail}`,
    ...(remedy === undefined ? [] : [`${' '.repeat(9 + width)}  → ${remedy}`]),
  ]);
  const troubles = findings.filter(isTrouble).length;
  const closing =
    troubles === 0 ? 'No trouble found.' : `${troubles} ${troubles === 1 ? 'trouble' : 'troubles'} found.`;
  return `${[...lines, '', closing].join('\n')}\n`;
}
