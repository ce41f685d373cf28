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
  'notice.stoppedAfterFailures': 'I stopped after {{failures}} tracks in a row that couldn’t be played.',
  'notice.stoppedAfterFailures.queued_one': '{{count}} track is still in the queue: `/resume` tries it.',
  'notice.stoppedAfterFailures.queued_other':
    '{{count}} tracks are still in the queue: `/resume` tries the next one.',
  'notice.endedEmpty_one': 'I left {{channel}}: nobody was listening for {{count}} minute.',
  'notice.endedEmpty_other': 'I left {{channel}}: nobody was listening for {{count}} minutes.',
  'notice.endedIdle_one': 'I left {{channel}}: nothing was playing for {{count}} minute.',
  'notice.endedIdle_other': 'I left {{channel}}: nothing was playing for {{count}} minutes.',
  'notice.moved': 'I was moved from {{from}} to {{to}} and keep playing there.',
  'notice.disconnected': 'I was disconnected from {{channel}}. Bring me back with `/play`.',
  'notice.disconnected.kept_one':
    'I was disconnected from {{channel}}. {{count}} track is kept: `/join` brings it back.',
  'notice.disconnected.kept_other':
    'I was disconnected from {{channel}}. {{count}} tracks are kept: `/join` brings them back.',
  'notice.botRemoved': '{{worker}} was removed from this server, so its music ended.',
  'notice.waitingForNode': 'The audio server is down. The music goes on by itself as soon as it is back.',
  'notice.nodeReturned': 'The audio server is back.',
  'notice.nodeReturned.track': 'The audio server is back: {{track}} goes on.',
  'notice.trackRestarted': 'The audio server broke down, so {{track}} starts over.',
} as const;
