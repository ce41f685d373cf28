import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import { guildSettings } from '@anankor/schemas';
import { GuildSettings } from '../src/index.ts';
import { backends, openBackend } from './backends.ts';
import type { Backend } from './backends.ts';

describe.each(backends)('GuildSettings on %s', (kind) => {
  let backend: Backend;
  let settings: GuildSettings;

  beforeAll(async () => {
    backend = await openBackend(kind);
    settings = new GuildSettings({ client: backend.client, table: backend.tables.guildSettings });
  });
  afterAll(() => backend.stop());

  it('answers defaults where nothing was set', async () => {
    expect(await settings.get('nobody')).toEqual({ version: 0, settings: guildSettings.schema.parse({}) });
  });

  it('keeps what was set', async () => {
    const wanted = {
      ...guildSettings.schema.parse({}),
      djRoleIds: ['1', '2'],
      djMode: 'on' as const,
      maxPerUser: 5,
    };
    expect(await settings.put('g1', wanted, 0)).toEqual({ ok: true, version: 1, settings: wanted });
    expect(await settings.get('g1')).toEqual({ version: 1, settings: wanted });
  });

  it('lets one of two writers through and shows the other what holds', async () => {
    const louder = { ...guildSettings.schema.parse({}), volume: 150 };
    const quieter = { ...guildSettings.schema.parse({}), volume: 50 };
    const results = await Promise.all([settings.put('g2', louder, 0), settings.put('g2', quieter, 0)]);
    expect(results.map((result) => result.ok).sort()).toEqual([false, true]);
    const { settings: current } = await settings.get('g2');
    for (const result of results) expect(result).toMatchObject({ version: 1, settings: current });
    expect(await settings.put('g2', louder, 1)).toMatchObject({ ok: true, version: 2 });
  });

  it('refuses values out of range', async () => {
    await expect(settings.put('g3', { ...guildSettings.schema.parse({}), volume: 201 }, 0)).rejects.toThrow();
    expect(await settings.get('g3')).toMatchObject({ version: 0 });
  });
});
