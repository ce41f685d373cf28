import { describe, expect, it } from 'vitest';
import { readOptions } from './options.ts';

describe('readOptions', () => {
  it('runs five rounds of everything', () => {
    expect(readOptions([])).toMatchObject({ only: [], rounds: 5, write: false });
  });

  it('takes names in any form, behind the dashes pnpm leaves', () => {
    const options = readOptions(['--', '--only', 'queues,memory', '--only', 'skip', '--quick', '--write']);
    expect(options).toMatchObject({ only: ['queues', 'memory', 'skip'], rounds: 2, write: true });
  });

  it('refuses rounds that are none', () => {
    expect(() => readOptions(['--rounds', '0'])).toThrow('whole number');
  });
});
