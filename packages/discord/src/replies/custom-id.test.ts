import fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import { CUSTOM_ID_MAX, decodeButton, encodeButton } from './custom-id.ts';

const snowflakes = fc.bigInt({ min: 10n ** 16n, max: 2n ** 64n - 1n }).map(String);
const buttons = fc.record({
  path: fc.constantFrom('pause', 'queue show', 'queue shuffle', 'loop'),
  channelId: snowflakes,
  sessionId: fc.oneof(fc.uuid(), fc.stringMatching(/^[\w-]{1,36}$/)),
  revision: fc.option(fc.nat(), { nil: null }),
  opens: fc.boolean(),
  input: fc.oneof(
    fc.constant({}),
    fc.record({ page: fc.integer({ min: 1, max: 10_000 }) }),
    fc.record({ mode: fc.constantFrom('off', 'track', 'queue') }),
  ),
});

describe('a button id', () => {
  it('comes back as it was, within the limit', () => {
    fc.assert(
      fc.property(buttons, fc.constantFrom('', 'f', 'p', 'n', 'l'), (button, slot) => {
        const id = encodeButton(button, slot);
        expect(id.length).toBeLessThanOrEqual(CUSTOM_ID_MAX);
        expect(decodeButton(id)).toEqual(button);
      }),
    );
  });

  it('reads anything without throwing', () => {
    fc.assert(
      fc.property(
        fc.oneof(
          fc.string(),
          fc.string().map((tail) => `a1|${tail}`),
        ),
        (text) => {
          decodeButton(text);
        },
      ),
    );
  });

  it.each([
    '',
    'other',
    'a0|pause|1|s|||',
    'a1|pause|!|s|||',
    'a1|pause|1|s|-|',
    'a1|pause|1|s|||{',
    'a1|pause|1|s|||[]',
  ])('knows %j as foreign', (id) => {
    expect(decodeButton(id)).toBeNull();
  });

  it('tells buttons of one message apart', () => {
    const button = {
      path: 'queue show',
      channelId: '1',
      sessionId: 's',
      revision: null,
      opens: false,
      input: {},
    };
    expect(encodeButton(button, 'f')).not.toBe(encodeButton(button, 'p'));
  });

  it('refuses what would not fit or not come back', () => {
    const button = { path: 'play', channelId: '1', sessionId: 's', revision: null, opens: false, input: {} };
    expect(() => encodeButton({ ...button, input: { query: 'x'.repeat(100) } })).toThrow(
      /needs \d+ characters/,
    );
    expect(() => encodeButton({ ...button, sessionId: 'a|b' })).toThrow(/no "\|"/);
  });
});
