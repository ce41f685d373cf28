import { readFileSync } from 'node:fs';
import { describe, expect, it } from 'vitest';
import { AnankorError, classify, errorCodes } from './errors.ts';

describe('AnankorError', () => {
  it('takes its kind from its code and keeps its cause', () => {
    const cause = new Error('ECONNREFUSED');
    const error = new AnankorError('REDIS_UNAVAILABLE', 'Redis is away', {
      details: { host: 'redis' },
      cause,
    });
    expect(error).toMatchObject({
      name: 'AnankorError',
      kind: 'retryable',
      details: { host: 'redis' },
      cause,
    });
    expect(new AnankorError('CLAIM_LOST', 'x')).toMatchObject({ kind: 'fatal', details: {} });
  });
});

describe('classify', () => {
  it('keeps what is classified and makes the rest UNKNOWN', () => {
    const known = new AnankorError('JOB_INVALID', 'x');
    expect(classify(known)).toBe(known);
    const foreign = new TypeError('boom');
    expect(classify(foreign)).toMatchObject({
      code: 'UNKNOWN',
      kind: 'retryable',
      message: 'boom',
      cause: foreign,
    });
    expect(classify('just text').message).toBe('just text');
  });
});

describe('docs/errors.md', () => {
  it('has one line for each code, with its kind', () => {
    const text = readFileSync(new URL('../../../docs/errors.md', import.meta.url), 'utf8');
    const rows = [...text.matchAll(/^\| `([A-Z_]+)` +\| (\w+) +\|/gm)].map(([, code, kind]) => [code, kind]);
    expect(new Set(rows.map(([code]) => code)).size).toBe(rows.length);
    expect(Object.fromEntries(rows)).toEqual(errorCodes);
  });
});
