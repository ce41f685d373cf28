import { findCommand } from '@anankor/schemas';
import { deCommands } from './de-commands.ts';

type Described = Readonly<Record<string, { about: string; options: Readonly<Record<string, string>> }>>;
const byLocale: Readonly<Record<string, Described>> = { de: deCommands };

/** A command's description in a language, or in English where that language has none. */
export function aboutCommand(path: string, locale: string): string {
  return byLocale[locale]?.[path]?.about ?? findCommand(path)?.description ?? '';
}

/** An option's description likewise; undefined where only its definition has one. */
export function aboutOption(path: string, option: string, locale: string): string | undefined {
  return byLocale[locale]?.[path]?.options[option];
}

/** For `commandsToApi`: the descriptions in every language beside English. */
export function describeCommands(path: string, option: string | null): Partial<Record<string, string>> {
  const texts = Object.keys(byLocale).map((locale) => {
    const command = byLocale[locale]?.[path];
    return [locale, option === null ? command?.about : command?.options[option]] as const;
  });
  return Object.fromEntries(texts.filter(([, text]) => text !== undefined));
}
