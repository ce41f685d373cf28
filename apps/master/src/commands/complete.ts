import type { Choice, InteractionOption } from '@anankor/discord';
import { findCommand } from '@anankor/schemas';
import type { Completion, OptionMeta } from '@anankor/schemas';
import { commandChoices } from './command-choices.ts';
import { trackChoices } from './track-choices.ts';
import type { KeepLink, Search } from './track-choices.ts';

export interface CompletionSources {
  search: Search;
  suggestions: { keep: KeepLink };
}

/** Suggests values for what a member has typed so far. `locale`: the member's. */
type Completer = (
  typed: string,
  locale: string,
  sources: CompletionSources,
) => readonly Choice[] | Promise<readonly Choice[]>;

/** A completer for every name that an option can give; a missing one does not compile. */
const completers: { [Name in Completion]: Completer } = {
  tracks: (typed, _locale, { search, suggestions }) =>
    trackChoices(typed, search, (link) => suggestions.keep(link)),
  commands: commandChoices,
};

/** Choices for the option that has the focus; none where its definition names no completer. */
export async function complete(
  path: string,
  options: readonly InteractionOption[],
  locale: string,
  sources: CompletionSources,
): Promise<readonly Choice[]> {
  const focused = options.find((option) => option.focused);
  const schema = focused && findCommand(path)?.input.shape[focused.name];
  const { complete: name } = (schema?.meta() ?? {}) as Partial<OptionMeta>;
  return focused && name ? completers[name](String(focused.value ?? ''), locale, sources) : [];
}
