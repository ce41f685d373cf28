import { describe, expect, it } from 'vitest';
import { fitForMembers } from './load-failure.ts';
import { toOutcome } from './load-result.ts';
import { restLoad } from './rest-answers.ts';
import type { LoadOutcome } from '../session/load.ts';

const load = (answer: unknown): LoadOutcome => toOutcome(restLoad.parse(answer), 'ref');
const error = (part: object): LoadOutcome => load({ loadType: 'error', data: part });
/** As Lavalink 4.0.8 and later answer: the reason stands in the trace alone. */
const wrapped = (reason: string): LoadOutcome =>
  error({
    message: 'Something went wrong while looking up the track.',
    severity: 'fault',
    cause: `com.sedmelluq.discord.lavaplayer.tools.FriendlyException: ${reason}`,
    causeStackTrace: [
      'com.sedmelluq.discord.lavaplayer.tools.FriendlyException: Something went wrong while looking up the track.',
      '\tat com.sedmelluq.discord.lavaplayer.tools.ExceptionTools.wrapUnfriendlyExceptions(ExceptionTools.java:44)',
      'Caused by: java.util.concurrent.ExecutionException: it ended',
      `Caused by: com.sedmelluq.discord.lavaplayer.tools.FriendlyException: ${reason}`,
      '\t... 9 more',
    ].join('\n'),
  });
const track = (name: string, info: object = {}) => ({ encoded: name, info: { identifier: name, ...info } });

describe('the result of a load', () => {
  it('tells the cause where the node says that it is for users', () => {
    expect(error({ message: 'This video is gone.', severity: 'common' })).toEqual({
      kind: 'failed',
      cause: 'This video is gone.',
      reference: 'ref',
    });
    expect(error({ message: 'It broke', severity: 'fault' })).toMatchObject({ kind: 'failed', cause: null });
    expect(error({ message: null, severity: 'common' })).toMatchObject({ kind: 'failed', cause: null });
    expect(error({})).toEqual({ kind: 'failed', cause: null, reference: 'ref' });
  });

  it('finds the reason that Lavalink wraps', () => {
    expect(wrapped('This video does not exist.')).toEqual({
      kind: 'failed',
      cause: 'This video does not exist.',
      reference: 'ref',
    });
    expect(wrapped('This video requires login.')).toEqual({
      kind: 'restricted',
      cause: 'This video requires login.',
      reference: 'ref',
    });
    expect(wrapped('Something broke when playing the track.')).toMatchObject({ kind: 'failed', cause: null });
  });

  it('knows restrictions', () => {
    for (const cause of [
      'This video is age-restricted.',
      'Sign in to confirm your age',
      'Please sign in',
      'The uploader has not made this video available in your country',
      'This track is not available in your region.',
      'This is a private video',
      'This video is only available to Music Premium members',
      'Join this channel to get access to members-only content',
    ])
      expect(wrapped(cause)).toEqual({ kind: 'restricted', cause, reference: 'ref' });
  });

  it('is fit for members without stacks, credentials, and hosts of ours', () => {
    for (const reason of [
      'This video is unavailable',
      'Unknown file format.',
      'The page https://music.example/a/b is gone',
      'It is 3:45 late, 24/7, and version 1.2.3',
    ])
      expect(fitForMembers(reason)).toBe(reason);
    for (const reason of [
      '',
      'java.net.SocketTimeoutException: Read timed out',
      'NullPointerException',
      'failed at com.example.Loader.load(Loader.java:3)',
      'https://user:secret@music.example/a',
      'https://music.example/a?key=secret',
      'http://10.0.0.7/a',
      'http://proxy/a',
      'Connect to 10.0.0.7:8080 failed',
      'Connect to music.example/10.0.0.7 failed',
      'Connect to [fd00::1]:80 failed',
      'localhost refused',
      'db.internal refused',
      '/opt/lavalink/plugins/a.jar is broken',
      'C:\\lavalink is broken',
      'x'.repeat(301),
    ])
      expect([reason, fitForMembers(reason)]).toEqual([reason, null]);
    expect(wrapped('Sign in at http://10.0.0.7/')).toEqual({
      kind: 'restricted',
      cause: null,
      reference: 'ref',
    });
  });

  it('is empty where a list is', () => {
    expect(load({ loadType: 'search', data: [] })).toEqual({ kind: 'empty' });
    expect(load({ loadType: 'empty', data: null })).toEqual({ kind: 'empty' });
    expect(load({ loadType: 'playlist', data: { info: { name: 'x' }, tracks: [] } })).toEqual({
      kind: 'empty',
    });
  });

  it('plays the linked track of a playlist first, what follows it next, and counts what can’t be read', () => {
    const tracks = [track('a'), { info: {} }, track('c'), track('d'), null];
    const list = (selectedTrack?: unknown): LoadOutcome =>
      load({ loadType: 'playlist', data: { info: { name: 'x', selectedTrack }, tracks } });
    const names = (outcome: LoadOutcome): string[] =>
      'tracks' in outcome ? outcome.tracks.map(({ encoded }) => encoded) : [];
    expect(names(list(2))).toEqual(['c', 'd', 'a']);
    expect(list(2)).toMatchObject({ kind: 'playlist', linked: true, unreadable: 2 });
    for (const none of [-1, 1, 99, null, 'c', undefined]) {
      expect(names(list(none))).toEqual(['a', 'c', 'd']);
      expect(list(none)).toMatchObject({ linked: false });
    }
  });

  it('takes tracks of which nothing but what plays them is known', () => {
    const only = (info: unknown): unknown => {
      const outcome = load({ loadType: 'track', data: { encoded: 'e', info } });
      return 'tracks' in outcome ? outcome.tracks[0] : outcome;
    };
    const odd = { title: null, author: 7, length: null, isStream: 'no', uri: '', artworkUrl: {} };
    expect(only(odd)).toMatchObject({
      title: '',
      author: '',
      durationMs: 0,
      isStream: false,
      uri: null,
      artworkUrl: null,
      sourceName: 'unknown',
    });
    for (const length of [0, -1, 2 ** 63, Infinity])
      expect(only({ length })).toMatchObject({ durationMs: 0 });
    const { title } = only({ title: `${'\u{1F600}'.repeat(9_000)}` }) as { title: string };
    expect(title.length).toBeLessThanOrEqual(300);
    expect(title.isWellFormed()).toBe(true);
    expect(only({ title: 'a\u0000b\nc\ud83d!' })).toMatchObject({ title: 'a b c\ufffd!' });
    expect(only({ uri: `https://a.example/${'x'.repeat(3_000)}` })).toMatchObject({ uri: null });
  });
});
