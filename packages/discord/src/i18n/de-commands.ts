import type { CommandAt, CommandPath } from '@anankor/schemas';

/** Descriptions of a command and of each of its options; a missing or surplus one doesn't compile. */
export type CommandTexts = {
  readonly [Path in CommandPath]: {
    readonly about: string;
    readonly options: Readonly<Record<Extract<keyof CommandAt<Path>['input']['shape'], string>, string>>;
  };
};

/** What Discord and /help show in German; English stands in the definitions themselves. */
export const deCommands: CommandTexts = {
  play: {
    about: 'Einen Titel, eine Playlist oder den besten Treffer einer Suche in deinem Sprachkanal spielen',
    options: {
      query: 'Ein Link oder Suchwörter',
      position: 'Wohin in der Warteschlange',
      shuffle: 'Mischt, was eine Playlist hinzufügt',
    },
  },
  pause: { about: 'Die Musik anhalten', options: {} },
  resume: { about: 'Dort weiterspielen, wo die Musik angehalten wurde', options: {} },
  skip: {
    about: 'Den aktuellen Titel oder mehrere überspringen; als Abstimmung, wenn du kein DJ bist',
    options: { count: 'Wie viele Titel' },
  },
  stop: { about: 'Die Musik stoppen und die Warteschlange leeren', options: {} },
  loop: { about: 'Den Titel oder die Warteschlange wiederholen', options: { mode: 'Was wiederholt wird' } },
  volume: {
    about: 'Die Lautstärke zeigen oder setzen',
    options: { level: 'Prozent, 0 bis 200; ohne Angabe wird sie gezeigt' },
  },
  nowplaying: { about: 'Zeigen, was läuft, mit Bedienung', options: {} },
  'queue show': { about: 'Die Warteschlange zeigen', options: { page: 'Seite mit je zehn Titeln' } },
  'queue shuffle': { about: 'Die Warteschlange mischen', options: {} },
  'queue undo': { about: 'Den letzten Stopp oder das letzte Mischen zurücknehmen', options: {} },
  join: {
    about: 'Einen Worker in deinen Sprachkanal holen',
    options: { channel: 'Ein anderer Sprachkanal als deiner' },
  },
  leave: {
    about: 'Den Worker aus deinem Sprachkanal schicken',
    options: { keep_queue: 'Die Warteschlange fürs nächste Mal behalten' },
  },
  ping: { about: 'Zeigen, wie schnell Anankor antwortet', options: {} },
  help: { about: 'Zeigen, was Anankor kann', options: { command: 'Ein Befehl im Einzelnen' } },
};
