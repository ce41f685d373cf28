import fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import { clockTime } from './duration.ts';
import { plain, safeLink, shorten } from './escape.ts';
import { progressBar } from './progress-bar.ts';

describe('plain', () => {
  it('leaves nothing that Discord would read as markup', () => {
    expect(plain('*a* _b_ `c` [d](e)')).toBe('\\*a\\* \\_b\\_ \\`c\\` \\[d\\]\\(e\\)');
    expect(plain('a\n# b\n> c')).toBe('a \\# b \\> c');
    for (const mention of ['@everyone', '@here', '<@123456789012345678>', '<@&123456789012345678>'])
      expect(plain(mention)).not.toMatch(/(?<!\\)[<@]|@(everyone|here|\d|&)/);
  });

  it('escapes every sign, whatever the text', () => {
    fc.assert(
      fc.property(fc.string({ unit: 'grapheme', maxLength: 300 }), (text) => {
        const escaped = plain(text, 50);
        expect(escaped.replace(/\\[\s\S]/g, '')).not.toMatch(/[\\*_~`|>#[\]()<@]/);
        expect(escaped).not.toContain('\n');
      }),
    );
  });
});

describe('shorten', () => {
  it('cuts with an ellipsis and never through a character', () => {
    expect(shorten('abcdef', 4)).toBe('abc…');
    expect(shorten('abc', 3)).toBe('abc');
    expect(shorten('ab😀😀', 4)).toBe('ab…');
  });
});

describe('safeLink', () => {
  it('takes web addresses only and closes no link early', () => {
    expect(safeLink('https://e.com/a(b)')).toBe('https://e.com/a%28b%29');
    for (const uri of [
      null,
      'javascript:alert(1)',
      'file:///etc/passwd',
      'no address',
      `https://e.com/${'x'.repeat(600)}`,
    ])
      expect(safeLink(uri)).toBeNull();
  });
});

describe('time', () => {
  it('reads like a clock', () => {
    expect([0, 61_500, 3_723_000, -5].map(clockTime)).toEqual(['0:00', '1:01', '1:02:03', '0:00']);
  });
  it('moves the knob and stays as wide', () => {
    for (const [position, duration] of [
      [0, 100],
      [50, 100],
      [100, 100],
      [500, 100],
      [-1, 100],
      [5, 0],
    ] as const)
      expect([...progressBar(position, duration)]).toHaveLength(18);
    expect(progressBar(0, 100).startsWith('🔘')).toBe(true);
    expect(progressBar(100, 100).endsWith('🔘')).toBe(true);
  });
});
