import { classify } from '@anankor/core';
import { failure } from '@anankor/schemas';
import type { Reply, ReplyRoute } from '@anankor/schemas';
import { runOnMaster } from '../commands/handlers.ts';
import { pickedLinks } from '../commands/suggestions.ts';
import type { CommandFacts } from '../metrics/master-events.ts';
import { guard } from '../middleware/guard.ts';
import { referenceOf } from '../middleware/trace.ts';
import type { Validated } from '../middleware/validate.ts';
import type { Turn } from '../services/guild-order.ts';
import type { InteractionContext } from './context.ts';

/** Possible, allowed, not too often: then answered here, or submitted to a worker. */
export async function handleRequest(
  context: InteractionContext,
  validated: Validated,
  route: ReplyRoute,
  turn: Turn,
  facts: CommandFacts,
): Promise<void> {
  try {
    if (!validated.ok) return await refuse(context, route, validated.reply, facts);
    const { request } = validated;
    const refusal = guard(request, context.guard) ?? (await context.cooldown(request.caller.userId));
    if (refusal) return await refuse(context, route, refusal, facts);
    if (!(await pickedLinks(request, context.suggestions)))
      return await refuse(context, route, failure('SP', { suggestion: true }), facts);
    if (request.command.runs === 'session') return await context.submit.submit(request, turn);
    await answerAtOnce(context, route, await runOnMaster(request, context.sources), facts);
    context.events.accepted(facts);
  } catch (thrown) {
    const reference = referenceOf(facts.interactionId);
    context.events.failed(facts, classify(thrown), reference);
    await context.acknowledger.answer(route, failure('ER', { reference })).catch(() => undefined);
  }
}

async function refuse(context: InteractionContext, route: ReplyRoute, reply: Reply, facts: CommandFacts) {
  await answerAtOnce(context, route, reply, facts);
  if (reply.key === 'failure') context.events.refused(facts, reply.code);
}

async function answerAtOnce(
  context: InteractionContext,
  route: ReplyRoute,
  reply: Reply,
  facts: CommandFacts,
): Promise<void> {
  const begun = context.clock.monotonic();
  await context.acknowledger.answer(route, reply);
  context.events.acknowledged(facts, context.clock.monotonic() - begun);
  context.election.settle(facts.interactionId).catch(() => undefined);
}
