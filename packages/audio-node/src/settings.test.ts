import { describe, expect, it } from 'vitest';
import { defaultSettings, readSettings } from './settings.ts';

describe('settings', () => {
  it('have defaults', () => {
    expect(readSettings({})).toEqual(defaultSettings);
  });

  it('come from the environment', () => {
    const env = {
      SERVER_PORT: '0',
      SERVER_ADDRESS: '0.0.0.0',
      LAVALINK_SERVER_PASSWORD: 'b',
      PLAYER_UPDATE_INTERVAL_MS: '250',
      LOCAL_FOLDERS: '/music:/more',
      HTTP_PRIVATE_HOSTS: 'localhost:8080,cdn',
    };
    expect(readSettings(env)).toMatchObject({
      port: 0,
      host: '0.0.0.0',
      password: 'b',
      playerUpdateIntervalMs: 250,
      localFolders: ['/music', '/more'],
      privateHosts: ['localhost:8080', 'cdn'],
    });
    expect(readSettings({ ...env, LAVALINK_PASSWORD: 'a' }).password).toBe('a');
  });

  it('name the variable that is wrong', () => {
    expect(() => readSettings({ SERVER_PORT: 'abc' })).toThrow(/SERVER_PORT/);
    expect(() => readSettings({ SERVER_PORT: '70000' })).toThrow(/SERVER_PORT/);
  });
});
