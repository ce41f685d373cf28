import { AnankorError, classify } from '@anankor/core';
import type { Delivery } from '@anankor/ipc';
import { beginMove, cancelMove, endArrival, transition } from '@anankor/music';
import type { Moving, SessionDraft, SessionHead, SessionState } from '@anankor/music';
import type { InternalInput, Job } from '@anankor/schemas';
import { adopt } from './adopt-session.ts';
import { Departures } from './departures.ts';
import type { Departure } from './departures.ts';
import type { GuildServices } from './guild-services.ts';
import type { JobRecord } from './job-record.ts';
import type { MoveDecision, MoveHost } from './move-host.ts';
import { pursue, report } from './move-pass.ts';

/**
 * A guild's session on its way to another worker bot, or from one. Everything but the two passes happens in the guild's lane. The
 * moment that decides is the target's conditional write of the assignment; what comes before can be called off and what comes after
 * is only ever finished.
 */
export class GuildMove {
  readonly #host: MoveHost;
  readonly #services: GuildServices;
  /** In the source what was typed since the move began, in the target what was typed since it is the target. */
  #held: Delivery[] = [];
  /** Moves whose end somebody waits for. */
  readonly #asked = new Map<string, PromiseWithResolvers<string | null>>();
  #left = false;
  readonly #departures: Departures;
  /** The channel it takes a seat in before it has the session. */
  joining: string | undefined;

  constructor(host: MoveHost, services: GuildServices) {
    this.#host = host;
    this.#services = services;
    this.#departures = new Departures(services.clock, services.moveTiming);
  }

  get idle(): boolean {
    return this.#held.length === 0 && this.#departures.none;
  }

  /** Leaves what is held up to the next owner. */
  release(): void {
    this.#left = true;
    for (const delivery of this.#held.splice(0)) {
      delivery.release();
      this.#services.traces.end(delivery, 'left');
    }
  }

  /** Resolves when a move that is under way is decided: to why not, or null. */
  decided(moveId: string): Promise<string | null> {
    const asked = this.#asked.get(moveId) ?? Promise.withResolvers<string | null>();
    this.#asked.set(moveId, asked);
    return asked.promise;
  }

  /** In the lane: freezes the session for its move. Answers why not. */
  async begin(moving: Moving): Promise<string | null> {
    const state = this.#host.state();
    if (state === null) return 'the session ended';
    // Tried again: the first try was committed after all.
    if (state.head.moving?.id === moving.id) return null;
    if (state.head.moving !== null || state.head.arriving !== null) return 'it moves already';
    if (!this.#host.settled()) return 'a track is being loaded';
    await this.#alter(state, (draft) => {
      beginMove(draft, moving);
    });
    await this.#services.onStep('frozen', 'move');
    return null;
  }

  /** In the lane: whether the delivery is the move's, or has to wait for it. */
  async take(delivery: Delivery): Promise<boolean> {
    const { job } = delivery;
    switch (job.command) {
      case 'move adopt':
        await adopt(delivery, this.#host, this.#services, (channelId) => (this.joining = channelId));
        return true;
      case 'move answer': {
        const { moveId, by, refusal } = job.input as InternalInput<'move answer'>;
        await this.decide({ moveId, by, place: job, refusal });
        delivery.ack();
        return true;
      }
      case 'move flush':
        await this.#arrived((job.input as InternalInput<'move flush'>).moveId);
        delivery.ack();
        return true;
      default:
    }
    if (this.#waits(job.movedBy)) {
      this.#held.push(delivery);
      delivery.hold();
      if (this.#left) this.release();
      return true;
    }
    if (!this.#waits(undefined)) await this.#workHeld();
    const departure = await this.#departureOf(job);
    if (departure) await this.#forward(delivery, departure);
    return departure !== undefined;
  }

  /**
   * In the lane: ends the move, whoever found out how. Where it is ended already the rest is done again, since a try whose answer was
   * lost, or an owner that died, may not have come to it.
   */
  async decide({ moveId, by, place, refusal }: MoveDecision): Promise<void> {
    const { moves, events, onStep } = this.#services;
    const state = this.#host.state();
    if (state?.head.moving?.id === moveId) {
      // Who refused may have died, and adopted it as somebody else: only a session that nobody can adopt any more stays.
      if (refusal !== null && !(await this.#keepChannel(state.head))) return;
      events.moveDecided(state.head, by, refusal);
      if (refusal === null) await this.#giveAway(state.head, { to: by, moveId });
      else await this.#alter(state, cancelMove);
    }
    if (refusal === null) {
      await moves.flush(by, moveId, place);
      await onStep('flushed', 'move');
    }
    if (!this.#waits(undefined)) await this.#workHeld();
    this.#host.reconcile();
    this.#settle(moveId, refusal);
  }

  /** What was typed for another channel stays: with the seat of the session gone, the master may have given the bot the next one. */
  async #giveAway({ channelId }: SessionHead, departure: Departure): Promise<void> {
    const { onStep } = this.#services;
    for (const delivery of [...this.#held]) {
      if (delivery.job.channelId !== channelId) continue;
      await this.#forward(delivery, departure);
      this.#held.splice(this.#held.indexOf(delivery), 1);
    }
    await onStep('forwarded', 'move');
    this.#departures.add(channelId, departure);
    await this.#host.commit({ after: null, changes: [{ type: 'end' }] });
    await onStep('ended', 'move');
  }

  /** In the lane, now and then: nobody waits longer than is said above for a source that died. */
  async tick(): Promise<void> {
    if (!this.#waits(undefined)) await this.#workHeld();
  }

  /** Beside the lane: what the move needs of others. */
  async pass(): Promise<void> {
    const head = this.#host.state()?.head;
    if (head?.moving) await pursue(head.moving, this.#host, this.#services);
    else if (head?.arriving) await report(head.arriving, this.#host, this.#services);
  }

  /** False where another worker has the channel by now. Afterwards none can have it by this move. */
  async #keepChannel({ guildId, channelId }: SessionHead): Promise<boolean> {
    const { assignments, workerId, clock } = this.#services;
    return (await assignments.renew({ guildId, channelId, workerId, now: clock.now() })).ok;
  }

  /** Where the session is that a job was typed for, if it left a moment ago and the channel is not ours again. */
  async #departureOf({ channelId }: Job): Promise<Departure | undefined> {
    const departure = this.#departures.of(channelId);
    if (!departure || this.#host.state()?.head.channelId === channelId) return undefined;
    const { assignments, workerId } = this.#services;
    const { sessions } = await assignments.get(this.#host.guildId);
    if (sessions[channelId]?.workerId !== workerId) return departure;
    this.#departures.forget(channelId);
    return undefined;
  }

  #settle(moveId: string, refusal: string | null): void {
    this.#asked.get(moveId)?.resolve(refusal);
    this.#asked.delete(moveId);
  }

  #waits(movedBy: string | undefined): boolean {
    const head = this.#host.state()?.head;
    if (head?.moving) return true;
    if (!head?.arriving || movedBy === head.arriving.id) return false;
    return this.#services.clock.now() - head.arriving.at < this.#services.moveTiming.holdMs;
  }

  async #arrived(moveId: string): Promise<void> {
    const state = this.#host.state();
    if (state?.head.arriving?.id === moveId) await this.#alter(state, endArrival);
    if (!this.#waits(undefined)) await this.#workHeld();
  }

  /** In the order in which it came, and before what comes next. */
  async #workHeld(): Promise<void> {
    for (const delivery of this.#held.splice(0)) await this.#host.work(delivery);
  }

  /** Recorded first: whoever is handed the job again, with or without the session, knows where it went. */
  async #forward(delivery: Delivery, { to: movedTo, moveId: movedBy }: Departure): Promise<void> {
    const { job } = delivery;
    const record: JobRecord = { movedTo, movedBy };
    const after = this.#host.state();
    const applied = await this.#host.commit({ after, changes: [], job: { id: job.jobId, record } });
    if (applied !== null && !('movedTo' in applied)) return this.#host.resume(delivery, applied);
    await this.#sendOn(delivery, applied ?? record);
  }

  /** Puts a job that was handed over again on the stream of the worker it is recorded to have gone to. */
  sendAgain(delivery: Delivery, record: Extract<JobRecord, { movedTo: string }>): void {
    this.#sendOn(delivery, record).catch((thrown: unknown) => delivery.retry(classify(thrown)));
  }

  async #sendOn(delivery: Delivery, record: Extract<JobRecord, { movedTo: string }>): Promise<void> {
    await this.#services.moves.forward(record.movedTo, record.movedBy, delivery.job);
    delivery.ack();
    this.#services.traces.end(delivery, 'forwarded');
  }

  async #alter(state: SessionState, work: (draft: SessionDraft) => void): Promise<void> {
    const { clock, settings } = this.#services;
    const { state: after, changes } = transition(state, clock.now(), work, settings);
    if (changes.length === 0) throw new AnankorError('UNKNOWN', 'A move changed nothing');
    await this.#host.commit({ after, changes });
  }
}
