import i18next from 'i18next';
import { de } from './de.ts';
import { enUS } from './en-us.ts';
import type { TextKey } from './en-us.ts';

export type TextValues = Readonly<Record<string, string | number>>;

/** The texts of one language. */
export interface Translate {
  readonly locale: string;
  (key: TextKey | PluralKey, values?: TextValues): string;
}

/** A key that comes in forms by `count`. */
export type PluralKey = TextKey extends infer Key
  ? Key extends `${infer Base}_other`
    ? Base
    : never
  : never;

const languages = { 'en-US': enUS, de };
export const supportedLocales = Object.keys(languages) as readonly (keyof typeof languages)[];

/** Texts by Discord's locale codes; a language that is not there speaks English. */
export function createTranslations(): (locale: string) => Translate {
  const engine = i18next.createInstance();
  void engine.init({
    initAsync: false,
    fallbackLng: 'en-US',
    supportedLngs: [...supportedLocales],
    resources: Object.fromEntries(
      Object.entries(languages).map(([locale, texts]) => [locale, { translation: texts }]),
    ),
    // Keys hold dots, values are escaped where they are foreign, and nothing in them is to be read as a template.
    keySeparator: false,
    nsSeparator: false,
    interpolation: { escapeValue: false, skipOnVariables: true },
  });
  return (wanted) => {
    const locale = supportedLocales.find((known) => known === wanted) ?? 'en-US';
    const fixed = engine.getFixedT(locale);
    const translate = (key: string, values: TextValues = {}) => fixed(key, { ...values, nest: false });
    return Object.assign(translate, { locale }) as Translate;
  };
}
