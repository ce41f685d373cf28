import { commandList } from '@anankor/schemas';
import type { CommandTexts } from '@anankor/schemas';
import { describe, expect, it } from 'vitest';
import { describeCommand, describeOption } from './describe-command.ts';
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
      const options = Object.keys(command.input.shape);
      for (const texts of Object.values<CommandTexts>(command.localisations)) {
        expect(texts.description).toMatch(/^.{1,100}$/);
        expect(Object.keys(texts.options)).toEqual(options);
        for (const option of options) expect(texts.options[option]).toMatch(/^.{1,100}$/);
      }
    }
    expect(describeCommand('pause', 'fr')).toBe('Pause the music');
    expect(describeCommand('none', 'de')).toBe('');
    expect(describeOption('play', 'query', 'de')).toBe('Ein Link oder Suchwörter');
    expect(describeOption('play', 'query', 'en-US')).toBeUndefined();
  });
});
