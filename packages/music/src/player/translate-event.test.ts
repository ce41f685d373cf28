import { describe, expect, it } from 'vitest';
import { EventTranslator } from './translate-event.ts';

const broke = (exception: { message: string | null; severity: string; causeStackTrace?: string }) =>
  new EventTranslator().translate(
    {
      op: 'event',
      type: 'TrackExceptionEvent',
      guildId: '1',
      track: { ref: { entryId: 'a', play: 1 } },
      exception: { causeStackTrace: '', ...exception },
    },
    0,
  );

describe('a track that breaks', () => {
  it('tells the log the reason, and members what is meant for them', () => {
    expect(broke({ message: 'This video is unavailable', severity: 'common' })).toEqual({
      type: 'trackException',
      entryId: 'a',
      play: 1,
      message: 'This video is unavailable',
      cause: 'This video is unavailable',
    });
    expect(broke({ message: 'connect to 10.0.0.7:8443 failed', severity: 'common' })).toMatchObject({
      message: 'connect to 10.0.0.7:8443 failed',
      cause: null,
    });
    expect(broke({ message: 'Unexpected end of input', severity: 'fault' })).toMatchObject({ cause: null });
    expect(broke({ message: null, severity: '' })).toMatchObject({ message: '', cause: null });
  });

  it('finds the reason where Lavalink wraps it', () => {
    const causeStackTrace =
      'com.sedmelluq.discord.lavaplayer.tools.FriendlyException: Something broke when playing the track.\n' +
      'Caused by: com.sedmelluq.discord.lavaplayer.tools.FriendlyException: Please sign in\n\tat x.Y(Z.java:1)';
    expect(
      broke({ message: 'Something broke when playing the track.', severity: 'fault', causeStackTrace }),
    ).toMatchObject({ message: 'Please sign in', cause: 'Please sign in' });
  });
});
