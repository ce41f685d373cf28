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
    'Die Musik wurde gestoppt: {{failures}} Titel hintereinander konnten nicht abgespielt werden.',
  'notice.stoppedAfterFailures.queued_one':
    '{{count}} Titel ist noch in der Warteschlange: `/resume` versucht es mit ihm.',
  'notice.stoppedAfterFailures.queued_other':
    '{{count}} Titel sind noch in der Warteschlange: `/resume` versucht es mit dem nächsten.',
  'notice.stoppedAfterBrief':
    'Die Musik wurde gestoppt: {{plays}} Wiedergaben hintereinander waren nach weniger als einer Sekunde vorbei.',
  'notice.stoppedAfterBrief.queued': 'Mit `/resume` geht es mit der Warteschlange weiter.',
  'notice.endedEmpty_one':
    'Die Musik in {{channel}} ist zu Ende: Seit {{count}} Minute hat niemand mehr zugehört.',
  'notice.endedEmpty_other':
    'Die Musik in {{channel}} ist zu Ende: Seit {{count}} Minuten hat niemand mehr zugehört.',
  'notice.endedIdle_one': 'Die Sitzung in {{channel}} ist beendet: Seit {{count}} Minute lief nichts mehr.',
  'notice.endedIdle_other':
    'Die Sitzung in {{channel}} ist beendet: Seit {{count}} Minuten lief nichts mehr.',
  'notice.moved': 'Die Musik ist von {{from}} nach {{to}} umgezogen und läuft dort weiter.',
  'notice.disconnected': 'Der Bot wurde aus {{channel}} entfernt. Mit `/play` kommt er zurück.',
  'notice.disconnected.kept_one':
    'Der Bot wurde aus {{channel}} entfernt. {{count}} Titel ist aufgehoben: Mit `/join` geht es mit ihm weiter.',
  'notice.disconnected.kept_other':
    'Der Bot wurde aus {{channel}} entfernt. {{count}} Titel sind aufgehoben: Mit `/join` geht es mit ihnen weiter.',
  'notice.muted':
    'Der Bot wurde in {{channel}} stummgeschaltet, deshalb wartet die Musik. Sie läuft weiter, sobald er nicht mehr stumm ist.',
  'notice.suppressed':
    'Der Bot darf in {{channel}} nicht mehr sprechen, deshalb wartet die Musik. Sie läuft weiter, sobald er es darf.',
  'notice.heardAgain': 'Der Bot ist in {{channel}} wieder zu hören, und die Musik läuft weiter, wo sie war.',
  'notice.channelTaken_one':
    'In {{channel}} spielt schon ein anderer Bot, deshalb ist dieser gegangen. {{count}} Titel ist aufgehoben: Mit `/join` geht es mit ihm weiter.',
  'notice.channelTaken_other':
    'In {{channel}} spielt schon ein anderer Bot, deshalb ist dieser gegangen. {{count}} Titel sind aufgehoben: Mit `/join` geht es mit ihnen weiter.',
  'notice.notLetIn_one':
    'Der Bot hat seinen Platz in {{channel}} verloren und kam nicht wieder hinein. {{count}} Titel ist aufgehoben: Mit `/join` geht es mit ihm weiter.',
  'notice.notLetIn_other':
    'Der Bot hat seinen Platz in {{channel}} verloren und kam nicht wieder hinein. {{count}} Titel sind aufgehoben: Mit `/join` geht es mit ihnen weiter.',
  'notice.botRemoved':
    'Der Bot, der in {{channel}} gespielt hat, wurde von diesem Server entfernt. Die Musik dort ist zu Ende.',
  'notice.waitingForNode':
    'Der Audioserver ist ausgefallen. Sobald er zurück ist, geht es von selbst weiter.',
  'notice.nodeReturned': 'Der Audioserver ist zurück.',
  'notice.nodeReturned.track': 'Der Audioserver ist zurück: {{track}} läuft weiter.',
  'notice.trackRestarted': 'Der Audioserver ist ausgefallen, darum beginnt {{track}} von vorn.',
};
