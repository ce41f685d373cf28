import { describe, expect, it } from 'vitest';
import { checkAddress, isPublicAddress, resolveHost } from './address-check.ts';

const none = new Set<string>();
const never = (): Promise<string[]> => Promise.reject(new Error('must not be asked'));
const check = (url: string, addresses?: string[], allowed = none): Promise<string> =>
  checkAddress(new URL(url), allowed, addresses ? () => Promise.resolve(addresses) : never);

describe('an address', () => {
  it('is public or not', () => {
    for (const address of ['1.1.1.1', '2606:4700::1111']) expect(isPublicAddress(address)).toBe(true);
    for (const address of [
      '127.0.0.1',
      '10.1.2.3',
      '172.16.0.1',
      '192.168.1.1',
      '169.254.169.254',
      '100.64.0.1',
      '0.0.0.0',
      '224.0.0.1',
      '255.255.255.255',
      '::1',
      '::',
      'fe80::1',
      'fd00::1',
      '::ffff:127.0.0.1',
      '::ffff:10.0.0.1',
      '64:ff9b::7f00:1',
      '2002:7f00:1::',
      'nonsense',
    ])
      expect([address, isPublicAddress(address)]).toEqual([address, false]);
  });

  it('is denied by what it is, whatever it is called', async () => {
    expect(await check('https://music.example/a.mp3', ['1.1.1.1'])).toBe('allowed');
    expect(await check('https://music.example/a.mp3', ['1.1.1.1', '10.0.0.1'])).toBe('denied');
    expect(await check('https://music.example/a.mp3', [])).toBe('unknown');
    expect(await check('http://1.1.1.1/')).toBe('allowed');
    for (const url of [
      'file:///etc/passwd',
      'ftp://1.1.1.1/',
      'https://user:secret@music.example/',
      'https://user@music.example/',
      'http://127.0.0.1/',
      'http://2130706433/',
      'http://0x7f.1/',
      'http://[::1]/',
      'http://[::ffff:a9fe:a9fe]/',
    ])
      expect([url, await check(url)]).toEqual([url, 'denied']);
    expect(await check('http://127.0.0.1:8080/', undefined, new Set(['127.0.0.1:8080']))).toBe('allowed');
    expect(await checkAddress(new URL('http://localhost/'), none, resolveHost)).toBe('denied');
    expect(
      await checkAddress(new URL('http://nowhere.invalid/'), none, () =>
        Promise.reject(new Error('ENOTFOUND')),
      ),
    ).toBe('unknown');
  });
});
