import type { Choice } from '@anankor/discord';
import { describeCommand, shorten } from '@anankor/discord';
import { commandList } from '@anankor/schemas';

/** Commands whose name holds what was typed, those that begin with it first. */
export function commandChoices(typed: string, locale: string): Choice[] {
  const wanted = typed.trim().replace(/^\//, '').toLowerCase();
  return commandList
    .filter(({ path }) => path.includes(wanted))
    .sort((a, b) => Number(b.path.startsWith(wanted)) - Number(a.path.startsWith(wanted)))
    .slice(0, 25)
    .map(({ path }) => ({ name: shorten(`/${path}: ${describeCommand(path, locale)}`, 100), value: path }));
}
