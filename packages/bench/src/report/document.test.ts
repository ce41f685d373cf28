import { describe, expect, it } from 'vitest';
import { documentText, partsOf, sectionText } from './document.ts';
import { isMet, target } from './section.ts';
import type { Section } from './section.ts';
import { terminalText } from './terminal.ts';

const section: Section = {
  name: 'queues',
  title: 'Queues',
  method: 'Side by\nside.',
  tables: [{ caption: 'Rates', head: ['', 'jobs/s'], rows: [['ours', '10']] }],
  targets: [target('fast', 'at least', 4, '×', [3, 5, 6]), target('small', 'at most', 400, 'MB', [500])],
};
const run = { date: '2026-01-01', rounds: 5, load: [0.5, 1.5] as const };

describe('a target', () => {
  it('is met by the median', () => {
    expect(section.targets.map(isMet)).toEqual([true, false]);
  });
});

describe('the page', () => {
  it('shows targets with what was measured', () => {
    const text = sectionText(section, run);
    expect(text).toContain('| fast | ≥ 4.00 × | 5.00 (3.00–6.00) × | yes |');
    expect(text).toContain('| small | ≤ 400 MB | 500 MB | no |');
    expect(text).toContain('Side by side.');
    expect(terminalText(section)).toContain('fast');
  });

  it('keeps the parts that were not measured again, and the notes', () => {
    const first = new Map([
      ['queues', sectionText(section, run)],
      ['notes', 'In words.'],
    ]);
    const again = partsOf(documentText(first, ['queues', 'memory'], { Node: '22' }));
    expect(again).toEqual(first);
    again.set('memory', '## Memory');
    const page = documentText(again, ['queues', 'memory'], { Node: '22' });
    expect([...partsOf(page).keys()]).toEqual(['notes', 'queues', 'memory']);
  });
});
