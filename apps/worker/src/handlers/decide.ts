import { isDeepStrictEqual } from 'node:util';
import { applySettings, emptySession, transition, unpark, wantedPlayer } from '@anankor/music';
import type { Change, SessionDraft, SessionState } from '@anankor/music';
import { defaultGuildSettings, failure, findCommand } from '@anankor/schemas';
import type { CommandDefinition, CommandInput, Job, JobCommandPath, Reply } from '@anankor/schemas';
import type { Facts, HandlerContext, Outcome } from './handler.ts';
import { nowPlaying } from './panel.ts';
import { passesDj } from './permission.ts';
import { handlers } from './registry.ts';

export interface Decision {
  /** null: there is no session, or it ended. */
  state: SessionState | null;
  /** Empty when nothing changed, which is so whenever a failure is answered. */
  changes: readonly Change[];
  outcome: Outcome;
}

/** How far Discord itself may deliver two commands out of order, milliseconds. */
const REORDER_MS = 2_000;

/** What a command does to a guild's session at `now`, and what is answered. Pure and total. */
export function decide(state: SessionState | null, job: Job, now: number, facts: Facts): Decision {
  const refused = (reply: Reply): Decision => ({ state, changes: [], outcome: { reply } });
  const command = findCommand(job.command);
  const input = command?.input.safeParse(job.input);
  if (!command || !input?.success || !isJobCommand(command.path))
    return refused(failure('ER', { reference: job.jobId }));
  const { path } = command;
  const refusal = refuse(state, job, command, now, facts);
  if (refusal) return refused(refusal);
  const { guildId, channelId, textChannelId } = job;
  const { volume } = job.settings?.values ?? defaultGuildSettings;
  const base = state ?? emptySession({ id: job.jobId, guildId, channelId, textChannelId, now, volume });
  const next = transition(
    base,
    now,
    (draft) => {
      if (job.settings) applySettings(draft, job.settings);
      const joined = enter(draft, job);
      const outcome = run(path, {
        draft,
        input: input.data as CommandInput<JobCommandPath>,
        job,
        facts,
        joined,
      });
      if (draft.changed) {
        const { commandAt, locale } = draft.head;
        draft.patch({
          commandAt: Math.max(commandAt, job.issuedAt),
          locale: job.reply.guildLocale ?? locale,
        });
      }
      return outcome;
    },
    facts.settings,
  );
  const outcome = next.result;
  if ('reply' in outcome && outcome.reply.key === 'failure') return refused(outcome.reply);
  const tells = { ...outcome, ...waitingReply(outcome, state, next.state, now, facts) };
  return { state: next.state, changes: next.changes, outcome: tells };
}

/**
 * What changes the player is not heard while its node takes no calls, and the reply says so. A track that is added says so by itself,
 * and a bot that leaves is heard no more in any case.
 */
function waitingReply(
  outcome: Outcome,
  before: SessionState | null,
  after: SessionState | null,
  now: number,
  { playerUp }: Facts,
): { reply?: Reply } {
  if (playerUp || !('reply' in outcome) || before === null || after === null || after.head.parked) return {};
  const { reply } = outcome;
  if (reply.key === 'failure' || reply.key === 'play.queued') return {};
  if (isDeepStrictEqual(wantedPlayer(before, now), wantedPlayer(after, now))) return {};
  return { reply: { ...reply, waitsForNode: true } };
}

function isJobCommand(path: string): path is JobCommandPath {
  return path in handlers;
}

function run<Path extends JobCommandPath>(path: Path, context: HandlerContext<Path>): Outcome {
  return handlers[path](context);
}

/** A new or parked session comes into the job's channel. */
function enter(draft: SessionDraft, job: Job): boolean {
  if (draft.head.parked) unpark(draft, job.channelId, job.textChannelId);
  else if (draft.head.version > 0) return false;
  return true;
}

/** What is refused whatever the command does. */
function refuse(
  state: SessionState | null,
  job: Job,
  command: Pick<CommandDefinition, 'access' | 'opensSession'>,
  now: number,
  facts: Facts,
): Reply | null {
  if (state === null || state.head.parked) return command.opensSession ? null : failure('NS');
  const { head } = state;
  if (head.channelId !== job.channelId)
    return failure('WC', { sessions: [{ channelId: head.channelId, workerName: facts.workerName }] });
  // What was held up so long that later commands went first is not done any more: the order of typing holds.
  if (job.issuedAt < head.commandAt - REORDER_MS) return failure('EX');
  const { origin } = job;
  const stale =
    origin.kind === 'component' &&
    (origin.sessionId !== head.id || (origin.revision !== null && origin.revision !== head.revision));
  if (stale) return failure('SP', { panel: nowPlaying(state, now) });
  if (command.access === 'D' && !passesDj(job, head, facts.listeners)) return failure('PD');
  return null;
}
