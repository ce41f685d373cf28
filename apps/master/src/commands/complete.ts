import type { Choice, InteractionOption } from '@anankor/discord';
import { findCommand } from '@anankor/schemas';
import type { Completion, OptionMeta } from '@anankor/schemas';
import { commandChoices } from './command-choices.ts';
import { trackChoices } from './track-choices.ts';
import type { KeepLink, Search } from './track-choices.ts';

export interface CompletionSources {
  search: (query: string, guildId: string) => ReturnType<Search>;
  suggestions: { keep: KeepLink };
}

/** Who types, and where. */
export interface Typist {
  locale: string;
  guildId: string;
}

/** Suggests values for what a member has typed so far. */
type Completer = (
  typed: string,
  typist: Typist,
  sources: CompletionSources,
) => readonly Choice[] | Promise<readonly Choice[]>;

/** A completer for every name that an option can give; a missing one does not compile. */
const completers: { [Name in Completion]: Completer } = {
  tracks: (typed, { guildId }, { search, suggestions }) =>
    trackChoices(
      typed,
      (query) => search(query, guildId),
      (link) => suggestions.keep(link),
    ),
  commands: (typed, { locale }) => commandChoices(typed, locale),
};

/** Choices for the option that has the focus; none where its definition names no completer. */
export async function complete(
  path: string,
  options: readonly InteractionOption[],
  typist: Typist,
  sources: CompletionSources,
): Promise<readonly Choice[]> {
  const focused = options.find((option) => option.focused);
  const schema = focused && findCommand(path)?.input.shape[focused.name];
  const { complete: name } = (schema?.meta() ?? {}) as Partial<OptionMeta>;
  return focused && name ? completers[name](String(focused.value ?? ''), typist, sources) : [];
}
