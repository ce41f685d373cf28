import { ChannelType } from 'discord-api-types/v10';
import { beforeEach, expect, test } from 'vitest';
import { Ids } from '../ids.ts';
import { allPermissions, channelPermissions, guildPermissions, may, toBits } from './permissions.ts';
import type { PermissionName } from './permissions.ts';
import type { Channel, Guild, Overwrite, User } from './records.ts';
import { emptyChannel, newMember, newRole, World } from './world.ts';

let guild: Guild;
let user: User;
let channel: Channel;

beforeEach(() => {
  const world = new World(new Ids());
  guild = world.createGuild('g');
  user = world.createUser('u');
  guild.members.set(user.id, newMember(user));
  channel = {
    id: '1',
    type: ChannelType.GuildVoice,
    name: 'c',
    position: 0,
    overwrites: new Map(),
    userLimit: 0,
    topic: null,
    ...emptyChannel,
  };
});

function role(id: string, ...names: PermissionName[]): void {
  guild.roles.set(id, { id, ...newRole(id, toBits(names)), position: 1 });
  guild.members.get(user.id)!.roleIds.add(id);
}

function overwrite(id: string, change: Partial<Record<'allow' | 'deny', PermissionName[]>>): void {
  const made: Overwrite = {
    id,
    type: 'role',
    allow: toBits(change.allow ?? []),
    deny: toBits(change.deny ?? []),
  };
  channel.overwrites.set(id, made);
}

test('owner and administrators have all, strangers none', () => {
  expect(channelPermissions(guild, channel, guild.ownerId)).toBe(allPermissions);
  role('a', 'Administrator');
  overwrite(guild.id, { deny: ['ViewChannel'] });
  expect(channelPermissions(guild, channel, user.id)).toBe(allPermissions);
  expect(guildPermissions(guild, 'stranger')).toBe(0n);
  expect(channelPermissions(guild, channel, 'stranger')).toBe(0n);
});

test('an allow of any role beats the deny of another, the own overwrite beats both', () => {
  role('a');
  role('b');
  overwrite(guild.id, { deny: ['Connect'] });
  expect(may(guild, channel, user.id, 'Connect')).toBe(false);
  overwrite('a', { allow: ['Connect'] });
  overwrite('b', { deny: ['Connect'] });
  expect(may(guild, channel, user.id, 'Connect')).toBe(true);
  overwrite(user.id, { deny: ['Connect'] });
  expect(may(guild, channel, user.id, 'Connect')).toBe(false);
});

test('without View Channel nothing is left, without Send Messages nothing that needs it', () => {
  overwrite(user.id, { deny: ['SendMessages'] });
  expect(may(guild, channel, user.id, 'EmbedLinks')).toBe(false);
  expect(may(guild, channel, user.id, 'Connect')).toBe(true);
  overwrite(user.id, { deny: ['ViewChannel'] });
  expect(channelPermissions(guild, channel, user.id)).toBe(0n);
});
