import { commandList } from '@anankor/schemas';
import { describe, expect, it } from 'vitest';
import { aboutCommand, aboutOption, describeCommands } from './describe-command.ts';
import { de } from './de.ts';
import { enUS } from './en-us.ts';
import { createTranslations } from './translator.ts';

const holes = (text: string) => [...text.matchAll(/\{\{(\w+)\}\}/g)].map((match) => match[1]).sort();

describe('texts', () => {
  it('are the same ones in every language, with the same holes', () => {
    expect(Object.keys(de)).toEqual(Object.keys(enUS));
    for (const [key, text] of Object.entries(enUS))
      expect([key, holes(de[key as keyof typeof de])]).toEqual([key, holes(text)]);
  });

  it('choose the form by count and fall back to English', () => {
    const t = createTranslations();
    expect(t('en-US')('queue.shuffled', { count: 1 })).toBe('Shuffled 1 track.');
    expect(t('de')('queue.shuffled', { count: 2 })).toBe('2 Titel gemischt.');
    expect(t('fr')('pause.already')).toBe(enUS['pause.already']);
    expect(t('fr').locale).toBe('en-US');
  });

  it('take no orders from what is filled in', () => {
    const t = createTranslations()('en-US');
    const evil = '$t(ping.title) {{level}} $& $1';
    expect(t('failure.NM', { query: evil })).toBe(
      `Nothing was found for ${evil}. Try other words or a link.`,
    );
  });

  it('describe every command and option within 100 characters', () => {
    for (const command of commandList) {
      const texts = [null, ...Object.keys(command.input.shape)].map((option) =>
        describeCommands(command.path, option),
      );
      for (const text of texts) expect(text['de']).toMatch(/^.{1,100}$/);
    }
    expect(aboutCommand('pause', 'fr')).toBe('Pause the music');
    expect(aboutCommand('none', 'de')).toBe('');
    expect(aboutOption('play', 'query', 'de')).toBe('Ein Link oder Suchwörter');
    expect(aboutOption('play', 'query', 'en-US')).toBeUndefined();
  });
});
