import { createRenderer } from '@anankor/discord';
import { failure, failureCode, loopMode, reply } from '@anankor/schemas';
import type { FailureParams, ListedEntry, NowPlaying, Reply, ShownTrack } from '@anankor/schemas';
import type { Answer, LoopMode } from '../history.ts';

type Groups = Readonly<Record<string, string>>;

/** How every reply reads. Made by rendering replies with marks in them, so that a changed text changes the pattern. */
export interface ReplyPatterns {
  sentences: readonly { pattern: RegExp; read(groups: Groups): Answer }[];
  panels: readonly { pattern: RegExp; loop: LoopMode; queued: number | null }[];
  pausedAuthor: string;
  footer: readonly RegExp[];
  current: RegExp;
  currentPaused: RegExp;
  entry: RegExp;
  loading: RegExp;
  failureColour: number | undefined;
  codeOf(text: string): string;
}

/** Stand in for what a reply says; each becomes a group of the pattern. */
const marks = {
  a: 'MARKA',
  b: 'MARKB',
  q: 'MARKQ',
  n: 70_001,
  page: 70_002,
  pages: 70_003,
  total: 70_004,
  volume: 70_005,
  queued: 70_006,
};
const channelId = '70000000000000001';
const requesterId = '70000000000000002';
const session = { sessionId: '1', channelId, revision: 1 };
const track = (title: string): ShownTrack => ({
  ...{ title, author: 'MARKAUTHOR', durationMs: 3_600_000 },
  ...{ uri: null, artworkUrl: null, isStream: false },
});

export function replyPatterns(): ReplyPatterns {
  const render = createRenderer();
  const embedOf = (shown: Reply) => render(shown, { locale: 'en-US' }).embeds?.[0] ?? {};
  const textOf = (shown: Reply): string => (embedOf(shown).description ?? '').replace(/\\([\s\S])/g, '$1');
  const page = (paused: boolean, entries: ListedEntry[], total: number): Reply =>
    reply('queue.page', {
      ...{ session, page: marks.page, pages: marks.pages, total, totalMs: 0 },
      current: { track: track(marks.a), positionMs: 0, paused },
      entries: entries.map((entry) => ({ position: 1, entry })),
    });
  const firstLine = (shown: Reply): string => textOf(shown).split('\n')[0] ?? '';
  const lastLine = (shown: Reply): string => textOf(shown).split('\n').at(-1) ?? '';
  const ready: ListedEntry = { state: 'ready', track: track(marks.a), requesterId };
  const loading: ListedEntry = { state: 'loading', query: marks.q };
  const footers = [1, marks.total].map((total) => embedOf(page(false, [], total)).footer?.text ?? '');
  return {
    sentences: sentences.map(([shown, read]) => ({ pattern: patternOf(textOf(shown)), read })),
    panels: loopMode.options.flatMap((loop) =>
      [0, 1, marks.queued].map((queued) => ({
        ...{ loop, queued: queued === marks.queued ? null : queued },
        pattern: patternOf(lastLine(panel({ loop, queued }))),
      })),
    ),
    pausedAuthor: embedOf(panel({ paused: true })).author?.name ?? '',
    footer: footers.map((text, index) => patternOf(index === 0 ? text.replace('1 ', '(?<total>1) ') : text)),
    current: patternOf(firstLine(page(false, [], 0))),
    currentPaused: patternOf(firstLine(page(true, [], 0))),
    entry: patternOf(lastLine(page(false, [ready], 1))),
    loading: patternOf(lastLine(page(false, [loading], 1))),
    failureColour: embedOf(failure('ER')).color,
    codeOf: codes((code, params) => textOf(failure(code, params))),
  };
}

function panel(part: Partial<NowPlaying>): Reply {
  return reply('nowplaying', {
    ...{ session, track: track(marks.a), requesterId, positionMs: 0, paused: false },
    ...{ volume: marks.volume, loop: 'off', queued: marks.queued },
    ...part,
  });
}

const queued = { track: track(marks.a), position: marks.n, startsInMs: null, waitsForNode: false };
const readQueued = ({ slug = '', n }: Groups): Answer => ({ kind: 'queued', slug, position: Number(n) });
const readCorrected = (): Answer => ({ kind: 'corrected' });
const [a, b] = [track(marks.a), track(marks.b)];

const sentences: readonly (readonly [Reply, (groups: Groups) => Answer])[] = [
  [reply('play.started', { track: a, channelId }), ({ slug = '' }) => ({ kind: 'started', slug })],
  [reply('play.queued', queued), readQueued],
  [reply('play.queued', { ...queued, startsInMs: 0 }), readQueued],
  [reply('play.queued', { ...queued, waitsForNode: true }), readQueued],
  [reply('play.removed', { query: marks.q }), () => ({ kind: 'removed' })],
  [reply('nowplaying.over', { track: a }), readCorrected],
  ...[null, marks.q].flatMap((cause) =>
    [null, b].map((next) => [reply('play.broke', { track: a, cause, next }), readCorrected] as const),
  ),
  [
    reply('skip.done', { skipped: 1, track: a, next: b }),
    ({ slug = '', next = '' }) => ({ kind: 'skipped', slug, next }),
  ],
  [
    reply('skip.done', { skipped: 1, track: a, next: null }),
    ({ slug = '' }) => ({ kind: 'skipped', slug, next: null }),
  ],
  [reply('pause.done', { track: a, positionMs: 0 }), ({ slug = '' }) => ({ kind: 'paused', slug })],
  [reply('resume.done', { track: a, positionMs: 0 }), ({ slug = '' }) => ({ kind: 'resumed', slug })],
  [reply('pause.already', {}), () => ({ kind: 'pausedAlready' })],
  [reply('resume.already', {}), () => ({ kind: 'resumedAlready' })],
  [reply('volume.set', { level: marks.n }), ({ n }) => ({ kind: 'volume', level: Number(n) })],
  ...loopMode.options.map(
    (mode) => [reply('loop.set', { mode }), (): Answer => ({ kind: 'loop', mode })] as const,
  ),
  [reply('join.done', { channelId }), () => ({ kind: 'joined' })],
  [reply('join.already', { channelId }), () => ({ kind: 'joinedAlready' })],
  [reply('leave.done', { channelId, kept: 0 }), () => ({ kind: 'left' })],
];

/** A pattern for a text with marks in it; times, mentions and the author may be any. */
function patternOf(text: string): RegExp {
  let source = text.replace(/[.*+?^${}()|[\]\\]/g, '\\$&').replace('\\(\\?<total>1\\)', '(?<total>1)');
  for (const [name, mark] of Object.entries(marks)) {
    const what = typeof mark === 'number' ? '\\d+' : '.+?';
    source = source.replace(String(mark), `(?<${name}>${what})`);
  }
  source = source
    .replace(/<([#@])\d+>/g, '<$1\\d+>')
    .replace(/\b\d+(:\d\d)+/g, '[\\d:]+')
    .replace(/`1\\\.`/, '`\\d+\\.`');
  return new RegExp(`^${source}$`);
}

/** Names the failure that a sentence is, by the sentences there are. */
function codes(textOf: (code: (typeof failureCode.options)[number], params: FailureParams) => string) {
  const filled: FailureParams = {
    ...{ reference: marks.q, query: marks.q, cause: marks.q, option: marks.q, retryAfterMs: 7_000 },
    ...{ sessions: [{ channelId, workerName: marks.q }], missing: ['Speak'], channelId, min: 7, max: 8 },
  };
  const known = failureCode.options.flatMap((code) =>
    [{}, filled].map((params) => ({ code, pattern: sentencePattern(textOf(code, params)) })),
  );
  return (text: string): string => known.find(({ pattern }) => pattern.test(text))?.code ?? '??';
}

/** Any number, channel, list of sessions or foreign word may stand where the sentence has one. */
function sentencePattern(text: string): RegExp {
  const any = (part: string): string =>
    part
      .replace(/[.*+?^${}()|[\]\\]/g, '\\$&')
      .replace(/<#\d+>( \\\(MARKQ\\\))?|MARKQ|Speak/g, '.+')
      .replace(/\d+/g, '\\d+');
  return new RegExp(`^${any(text)}$`, 's');
}
