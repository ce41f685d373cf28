import type { Delivery } from '@anankor/ipc';
import type { Change, SessionState } from '@anankor/music';
import { namedTrack, reply as replyOf } from '@anankor/schemas';
import type { NamedTrack, Reply, ReplyRoute } from '@anankor/schemas';
import { nowPlaying } from '../handlers/index.ts';
import type { GuildServices } from './guild-services.ts';
import type { SeatKeeper } from './seat-keeper.ts';
import type { SilenceKeeper } from './silence-keeper.ts';
import { truthfulReply } from './truthful-reply.ts';

/** What an answer says of a play, and where it stands. */
interface Claim {
  route: ReplyRoute;
  play: number;
  track: NamedTrack;
  /** `started`: that it began. `panel`: that it plays at the moment. */
  what: 'started' | 'panel';
  /** Until when the answer can be edited, milliseconds since the epoch. */
  until: number;
}

/** How a play ended that somebody may still be told of as playing. */
interface Over {
  broke: boolean;
  cause: string | null;
  next: NamedTrack | null;
}

/** An interaction's token lives for 15 minutes. */
const EDITABLE_MS = 14 * 60_000;
/** Claims and ends that are remembered. */
const REMEMBERED = 8;

/**
 * Answers jobs of a guild. Those that say what plays are remembered, in memory alone since their tokens are credentials, and say
 * something else as soon as that is not true any more: the track broke, or after a panel nothing plays.
 */
export class GuildAnswers {
  readonly #services: GuildServices;
  readonly #seat: Pick<SeatKeeper, 'outcome'>;
  readonly #silence: Pick<SilenceKeeper, 'refusal' | 'caveat'>;
  #claims: Claim[] = [];
  /** By play: an answer may still be on its way when its track breaks. */
  readonly #over = new Map<number, Over>();

  constructor(
    services: GuildServices,
    seat: Pick<SeatKeeper, 'outcome'>,
    silence: Pick<SilenceKeeper, 'refusal' | 'caveat'>,
  ) {
    this.#services = services;
    this.#seat = seat;
    this.#silence = silence;
  }

  /** `settled` resolves when Lavalink did what the reply says; `state` is the session that the reply is of. */
  send(delivery: Delivery, reply: Reply, settled: Promise<void> | null, state: SessionState | null): void {
    const { replies, clock, obstacle } = this.#services;
    const pressed = delivery.job.origin.kind === 'component';
    const panel = pressed && state ? nowPlaying(state, clock.now()) : null;
    const truth = (): Promise<Reply> =>
      truthfulReply({
        delivery,
        reply,
        outcome: () => this.#seat.outcome(),
        obstacle,
        silence: (called) => this.#silence.refusal(called),
        caveat: () => this.#silence.caveat(),
      });
    replies.send(delivery, truth, settled, panel, (told) => {
      const what = told.key === 'play.started' ? 'started' : told.key === 'nowplaying' ? 'panel' : null;
      // A button's answer is the redrawn panel, unless it is a message of the presser's own.
      const redrawn = panel !== null && delivery.job.reply.deferred === 'update' && told.key !== 'failure';
      const current = state?.head.current;
      if (current && (what ?? redrawn))
        this.#remember(delivery, what ?? 'panel', namedTrack(current.track), state.head.play);
    });
  }

  /** After each commit. `pressed`: by a button, whose answer takes the place of its panel. */
  committed(
    before: SessionState | null,
    after: SessionState | null,
    changes: readonly Change[],
    pressed = false,
  ): void {
    const was = before?.head;
    if (!was?.current || (after?.head.current && after.head.play === was.play)) return;
    const next = after?.head.current ?? null;
    const told = changes.flatMap((change) => (change.type === 'notice' ? [change.told.notice] : []));
    const broken = told.find(({ kind }) => kind === 'trackFailed' || kind === 'trackStuck');
    if (!broken && (next || pressed)) return;
    this.#over.set(was.play, {
      broke: broken !== undefined,
      cause: broken?.kind === 'trackFailed' ? broken.cause : null,
      next: next && namedTrack(next.track),
    });
    for (const play of [...this.#over.keys()].slice(0, -REMEMBERED)) this.#over.delete(play);
    const claims = this.#claims.filter(({ play }) => play === was.play);
    this.#claims = this.#claims.filter(({ play }) => play !== was.play);
    for (const claim of claims) this.#correct(claim);
  }

  #remember({ job }: Delivery, what: Claim['what'], track: NamedTrack, play: number): void {
    const claim = { route: job.reply, play, track, what, until: job.issuedAt + EDITABLE_MS };
    if (this.#over.has(play)) this.#correct(claim);
    else this.#claims = [...this.#claims, claim].slice(-REMEMBERED);
  }

  #correct({ route, play, track, what, until }: Claim): void {
    const { replies, clock } = this.#services;
    const over = this.#over.get(play);
    if (!over || clock.now() >= until) return;
    const { broke, cause, next } = over;
    if (broke) replies.correct(route, replyOf('play.broke', { track, cause, next }, 'info'));
    // That a track began stays true when it is over.
    else if (what === 'panel') replies.correct(route, replyOf('nowplaying.over', { track }, 'info'));
  }
}
