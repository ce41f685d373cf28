import { PermissionFlagsBits as P } from 'discord-api-types/v10';
import fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import { channelPermissions, memberPermissions, missingPermissions, voiceNeeds } from './permissions.ts';
import { voiceObstacle } from './voice-obstacle.ts';

const guild = {
  guildId: '1',
  ownerId: '9',
  roles: [
    { id: '1', permissions: String(P.ViewChannel | P.Connect) },
    { id: '2', permissions: String(P.Speak) },
    { id: '3', permissions: String(P.Administrator) },
  ],
};
const overwrite = (id: string, type: number, allow: bigint, deny: bigint) => ({
  id,
  type,
  allow: String(allow),
  deny: String(deny),
});
const member = (...roleIds: string[]) => ({ userId: '5', roleIds });

describe('permissions of a member', () => {
  it('adds the roles to those of everyone', () => {
    expect(memberPermissions(guild, member())).toBe(P.ViewChannel | P.Connect);
    expect(memberPermissions(guild, member('2'))).toBe(P.ViewChannel | P.Connect | P.Speak);
  });

  it('never refuses the owner or an administrator, whatever the channel says', () => {
    const denyAll = [overwrite('1', 0, 0n, ~0n & ((1n << 60n) - 1n)), overwrite('5', 1, 0n, P.ViewChannel)];
    for (const who of [member('3'), { userId: '9', roleIds: [] }])
      expect(missingPermissions(channelPermissions(guild, who, denyAll), voiceNeeds)).toEqual([]);
  });

  it('applies everyone, then roles, then the member', () => {
    const overwrites = [
      overwrite('5', 1, P.Speak, 0n),
      overwrite('2', 0, P.Connect, P.Speak),
      overwrite('1', 0, 0n, P.Connect),
    ];
    expect(missingPermissions(channelPermissions(guild, member('2'), overwrites), voiceNeeds)).toEqual([]);
    expect(missingPermissions(channelPermissions(guild, member(), overwrites.slice(1)), voiceNeeds)).toEqual([
      'Connect',
      'Speak',
    ]);
  });

  it('lets an allowing role win over a denying one', () => {
    const overwrites = [overwrite('2', 0, 0n, P.Connect), overwrite('4', 0, P.Connect, 0n)];
    const held = channelPermissions(
      { ...guild, roles: [...guild.roles, { id: '4', permissions: '0' }] },
      member('2', '4'),
      overwrites,
    );
    expect(held & P.Connect).toBe(P.Connect);
  });

  it('ignores overwrites of others and mistakes no member for a role', () => {
    const overwrites = [
      overwrite('7', 1, 0n, P.Connect),
      overwrite('2', 1, 0n, P.Connect),
      overwrite('5', 0, 0n, P.Connect),
    ];
    expect(missingPermissions(channelPermissions(guild, member('2'), overwrites), voiceNeeds)).toEqual([]);
  });

  it('has the last word with the member’s own overwrite', () => {
    const bits = fc.bigInt({ min: 0n, max: (1n << 40n) - 1n });
    fc.assert(
      fc.property(bits, bits, bits, bits, (roleAllow, roleDeny, allow, deny) => {
        const overwrites = [overwrite('2', 0, roleAllow, roleDeny), overwrite('5', 1, allow, deny)];
        const held = channelPermissions(guild, member('2'), overwrites);
        expect(held & allow).toBe(allow);
        expect(held & deny & ~allow).toBe(0n);
      }),
    );
  });
});

describe('what keeps a bot out of a channel', () => {
  const channel = { id: '7', stage: false, userLimit: 0, occupants: [], overwrites: [] };
  const bot = member('2');

  it('is a permission, then a full channel, unless it may move members or is inside', () => {
    expect(voiceObstacle(guild, bot, channel)).toBeNull();
    const overwrites = [overwrite('5', 1, 0n, P.Connect | P.Speak)];
    expect(voiceObstacle(guild, bot, { ...channel, overwrites })).toMatchObject({
      code: 'BP',
      params: { channelId: '7', missing: ['Connect', 'Speak'] },
    });
    const full = { ...channel, userLimit: 1, occupants: ['8'] };
    expect(voiceObstacle(guild, bot, full)).toMatchObject({ code: 'VF', params: { channelId: '7' } });
    expect(voiceObstacle(guild, bot, { ...full, occupants: ['5'] })).toBeNull();
    const mover = [overwrite('5', 1, P.MoveMembers, 0n)];
    expect(voiceObstacle(guild, bot, { ...full, overwrites: mover })).toBeNull();
  });

  it('is, on a stage, that it may not even ask to speak; Speak has no meaning there', () => {
    const stage = { ...channel, stage: true };
    const noSpeak = overwrite('5', 1, 0n, P.Speak);
    expect(voiceObstacle(guild, bot, { ...stage, overwrites: [noSpeak] })).toMatchObject({ code: 'SG' });
    for (const allowed of [P.RequestToSpeak, P.MuteMembers]) {
      const overwrites = [overwrite('5', 1, allowed, P.Speak)];
      expect(voiceObstacle(guild, bot, { ...stage, overwrites })).toBeNull();
    }
  });
});
