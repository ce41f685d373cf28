import type { noticesEnUS } from './en-us-notices.ts';

/** What happened without a command, in German. */
export const noticesDe: Readonly<Record<keyof typeof noticesEnUS, string>> = {
  'notice.trackFailed': '{{track}} konnte nicht abgespielt werden.',
  'notice.trackFailed.cause': '{{track}} konnte nicht abgespielt werden: {{cause}}.',
  'notice.tracksFailed_one': '{{count}} Titel konnte nicht abgespielt werden: {{tracks}}.',
  'notice.tracksFailed_other': '{{count}} Titel konnten nicht abgespielt werden: {{tracks}}.',
  'notice.trackStuck': '{{track}} blieb hängen und wurde übersprungen.',
  'notice.tracksStuck_one': '{{count}} Titel blieb hängen und wurde übersprungen: {{tracks}}.',
  'notice.tracksStuck_other': '{{count}} Titel blieben hängen und wurden übersprungen: {{tracks}}.',
  'notice.andMore_one': '{{tracks}} und {{count}} weiterer',
  'notice.andMore_other': '{{tracks}} und {{count}} weitere',
  'notice.stoppedAfterFailures':
    'Ich habe aufgehört, weil {{failures}} Titel hintereinander nicht abgespielt werden konnten.',
  'notice.stoppedAfterFailures.queued_one':
    '{{count}} Titel ist noch in der Warteschlange: `/resume` versucht es mit ihm.',
  'notice.stoppedAfterFailures.queued_other':
    '{{count}} Titel sind noch in der Warteschlange: `/resume` versucht es mit dem nächsten.',
  'notice.endedEmpty_one': 'Ich habe {{channel}} verlassen: Seit {{count}} Minute hört niemand mehr zu.',
  'notice.endedEmpty_other': 'Ich habe {{channel}} verlassen: Seit {{count}} Minuten hört niemand mehr zu.',
  'notice.endedIdle_one': 'Ich habe {{channel}} verlassen: Seit {{count}} Minute läuft nichts mehr.',
  'notice.endedIdle_other': 'Ich habe {{channel}} verlassen: Seit {{count}} Minuten läuft nichts mehr.',
  'notice.moved': 'Ich wurde von {{from}} nach {{to}} verschoben und spiele dort weiter.',
  'notice.disconnected': 'Ich wurde aus {{channel}} entfernt. Mit `/play` holst du mich zurück.',
  'notice.disconnected.kept_one':
    'Ich wurde aus {{channel}} entfernt. {{count}} Titel ist aufgehoben: `/join` holt ihn zurück.',
  'notice.disconnected.kept_other':
    'Ich wurde aus {{channel}} entfernt. {{count}} Titel sind aufgehoben: `/join` holt sie zurück.',
  'notice.botRemoved': '{{worker}} wurde von diesem Server entfernt, damit endet die Musik.',
  'notice.waitingForNode':
    'Der Audioserver ist ausgefallen. Sobald er zurück ist, geht es von selbst weiter.',
  'notice.nodeReturned': 'Der Audioserver ist zurück.',
  'notice.nodeReturned.track': 'Der Audioserver ist zurück: {{track}} läuft weiter.',
  'notice.trackRestarted': 'Der Audioserver ist ausgefallen, darum beginnt {{track}} von vorn.',
};
