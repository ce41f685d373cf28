/** The parts of a command or an option whose characters Discord counts. */
interface Counted {
  name: string;
  description?: string;
  description_localizations?: Partial<Record<string, string | null | undefined>> | null | undefined;
  options?: readonly unknown[] | undefined;
  choices?: readonly { name: string; value: string | number }[] | undefined;
}

/** Characters of names, descriptions and values; of a localized description the longest counts. At most 8000 a command. */
export function commandSize(part: Counted): number {
  const descriptions = [part.description ?? '', ...Object.values(part.description_localizations ?? {})];
  const description = Math.max(...descriptions.map((text) => text?.length ?? 0));
  const choices = (part.choices ?? []).reduce(
    (sum, choice) => sum + choice.name.length + String(choice.value).length,
    0,
  );
  const options = (part.options ?? []).reduce(
    (sum: number, option) => sum + commandSize(option as Counted),
    0,
  );
  return part.name.length + description + choices + options;
}
