/** What happened without a command, in English. */
export const noticesEnUS = {
  'notice.trackFailed': '{{track}} couldn’t be played.',
  'notice.trackFailed.cause': '{{track}} couldn’t be played: {{cause}}.',
  'notice.tracksFailed_one': '{{count}} track couldn’t be played: {{tracks}}.',
  'notice.tracksFailed_other': '{{count}} tracks couldn’t be played: {{tracks}}.',
  'notice.trackStuck': '{{track}} got stuck and was skipped.',
  'notice.tracksStuck_one': '{{count}} track got stuck and was skipped: {{tracks}}.',
  'notice.tracksStuck_other': '{{count}} tracks got stuck and were skipped: {{tracks}}.',
  'notice.andMore_one': '{{tracks}} and {{count}} more',
  'notice.andMore_other': '{{tracks}} and {{count}} more',
  'notice.stoppedAfterFailures': 'The music stopped: {{failures}} tracks in a row couldn’t be played.',
  'notice.stoppedAfterFailures.queued_one': '{{count}} track is still in the queue: `/resume` tries it.',
  'notice.stoppedAfterFailures.queued_other':
    '{{count}} tracks are still in the queue: `/resume` tries the next one.',
  'notice.stoppedAfterBrief': 'The music stopped: {{plays}} plays in a row were over within a second.',
  'notice.stoppedAfterBrief.queued': '`/resume` goes on with the queue.',
  'notice.endedEmpty_one': 'The music in {{channel}} ended: nobody was listening for {{count}} minute.',
  'notice.endedEmpty_other': 'The music in {{channel}} ended: nobody was listening for {{count}} minutes.',
  'notice.endedIdle_one': 'The session in {{channel}} ended: nothing was playing for {{count}} minute.',
  'notice.endedIdle_other': 'The session in {{channel}} ended: nothing was playing for {{count}} minutes.',
  'notice.moved': 'The music moved from {{from}} to {{to}} and goes on there.',
  'notice.disconnected': 'The bot was disconnected from {{channel}}. Bring it back with `/play`.',
  'notice.disconnected.kept_one':
    'The bot was disconnected from {{channel}}. {{count}} track is kept: `/join` goes on with it.',
  'notice.disconnected.kept_other':
    'The bot was disconnected from {{channel}}. {{count}} tracks are kept: `/join` goes on with them.',
  'notice.muted': 'The bot was muted in {{channel}}, so the music waits. It goes on once the bot is unmuted.',
  'notice.suppressed':
    'The bot may not speak in {{channel}} any more, so the music waits. It goes on once the bot may speak.',
  'notice.heardAgain': 'The bot can be heard in {{channel}} again, and the music goes on where it was.',
  'notice.channelTaken_one':
    'Another bot plays in {{channel}} already, so this one left. {{count}} track is kept: `/join` goes on with it.',
  'notice.channelTaken_other':
    'Another bot plays in {{channel}} already, so this one left. {{count}} tracks are kept: `/join` goes on with them.',
  'notice.notLetIn_one':
    'The bot lost its place in {{channel}} and wasn’t let in again. {{count}} track is kept: `/join` goes on with it.',
  'notice.notLetIn_other':
    'The bot lost its place in {{channel}} and wasn’t let in again. {{count}} tracks are kept: `/join` goes on with them.',
  'notice.botRemoved':
    'The bot that played in {{channel}} was removed from this server, so the music there ended.',
  'notice.waitingForNode': 'The audio server is down. The music goes on by itself as soon as it is back.',
  'notice.nodeReturned': 'The audio server is back.',
  'notice.nodeReturned.track': 'The audio server is back: {{track}} goes on.',
  'notice.trackRestarted': 'The audio server broke down, so {{track}} starts over.',
} as const;
