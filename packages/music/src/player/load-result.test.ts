import { describe, expect, it } from 'vitest';
import { toOutcome } from './load-result.ts';

const error = (message: string | null, severity: string) =>
  toOutcome({ loadType: 'error', data: { message, severity } }, 'ref');

describe('the result of a load', () => {
  it('tells the cause only where it is for users', () => {
    expect(error('This video is gone.', 'common')).toEqual({
      kind: 'failed',
      cause: 'This video is gone.',
      reference: 'ref',
    });
    expect(error('NullPointerException', 'fault')).toEqual({ kind: 'failed', cause: null, reference: 'ref' });
    expect(error(null, 'common')).toEqual({ kind: 'failed', cause: null, reference: 'ref' });
  });

  it('knows restrictions', () => {
    for (const message of [
      'This video is age-restricted.',
      'Sign in to confirm your age',
      'The uploader has not made this video available in your country',
      'This is a private video',
    ])
      expect(error(message, 'common')).toEqual({ kind: 'restricted', cause: message });
  });

  it('is empty where a list is', () => {
    expect(toOutcome({ loadType: 'search', data: [] }, '')).toEqual({ kind: 'empty' });
    expect(toOutcome({ loadType: 'playlist', data: { info: { name: 'x' }, tracks: [] } }, '')).toEqual({
      kind: 'empty',
    });
  });
});
