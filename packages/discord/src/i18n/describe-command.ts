import { findCommand } from '@anankor/schemas';
import type { CommandTexts } from '@anankor/schemas';

/** A command's description in a language, or in English where that language has none. Empty for no command. */
export function describeCommand(path: string, locale: string): string {
  return textsOf(path, locale)?.description ?? findCommand(path)?.description ?? '';
}

/** An option's description likewise; undefined where only its definition has one. */
export function describeOption(path: string, option: string, locale: string): string | undefined {
  return textsOf(path, locale)?.options[option];
}

function textsOf(path: string, locale: string): CommandTexts | undefined {
  const texts: Readonly<Record<string, CommandTexts>> = findCommand(path)?.localisations ?? {};
  return texts[locale];
}
