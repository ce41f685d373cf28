import type { Clock } from '@anankor/core';
import type { Acknowledger } from '@anankor/discord';
import type { Logger } from '@anankor/logger';
import type { GuildView } from '../bot/guild-view.ts';
import type { MasterSources } from '../commands/handler.ts';
import type { Suggestions } from '../commands/suggestions.ts';
import type { CompletionSources } from '../commands/complete.ts';
import type { MasterEvents } from '../metrics/master-events.ts';
import type { Cooldown } from '../middleware/cooldown.ts';
import type { GuardSettings } from '../middleware/guard.ts';
import type { ReplicaElection } from '../services/replica-election.ts';
import type { SubmitCommand } from '../workflows/submit-command.ts';

/** What handling an interaction needs. */
export interface InteractionContext {
  view: GuildView;
  acknowledger: Acknowledger;
  election: ReplicaElection;
  cooldown: Cooldown;
  guard: GuardSettings;
  submit: SubmitCommand;
  sources: MasterSources;
  search: CompletionSources['search'];
  suggestions: Pick<Suggestions, 'keep' | 'resolve'>;
  events: MasterEvents;
  logger: Logger;
  clock: Clock;
}
