import type { SimulatedMember } from '../actors/simulated-member.ts';
import { readFiles } from './control-frame.ts';
import type { FilesByName, Post } from './control-frame.ts';
import type { Directory, Place } from './directory.ts';

type At = Partial<Place>;

/** What members do besides using an application: messages, voice, stages, moderation, consent. */
export function memberRoutes(post: Post, find: Directory): void {
  const memberOf = ({ guild, member }: At): SimulatedMember => find.member(find.guild(guild), member);

  post<At & { text: string; replyTo?: string; ping?: boolean; files?: FilesByName }>('say', (body) => {
    const { member, options } = find.actor(body);
    const files = Object.entries(readFiles(body.files)).map(([filename, file]) => ({ filename, ...file }));
    return member.say(options.channel, body.text, {
      files,
      ...(body.replyTo === undefined ? {} : { replyTo: { id: body.replyTo } }),
      ...(body.ping === undefined ? {} : { ping: body.ping }),
    });
  });
  post<At & { message: string; text: string }>('edit', (body) =>
    memberOf(body).edit(find.message(body), body.text),
  );
  post<At & { message: string }>('delete', (body) => memberOf(body).delete(find.message(body)));
  post<At & { message: string; emoji: string; remove?: boolean }>('react', (body) => {
    const member = memberOf(body);
    if (body.remove) member.unreact(find.message(body), body.emoji);
    else member.react(find.message(body), body.emoji);
  });
  post<At & { message: string; remove?: boolean }>('pin', (body) => {
    const member = memberOf(body);
    if (body.remove) member.unpin(find.message(body));
    else member.pin(find.message(body));
  });
  post<Omit<At, 'channel'> & { channel: string | null; mute?: boolean; deaf?: boolean }>('voice', (body) => {
    const member = memberOf({ guild: body.guild, member: body.member } as At);
    if (body.channel === null) return member.leaveVoice();
    const flags = { selfMute: body.mute === true, selfDeaf: body.deaf === true };
    member.joinVoice(find.channel(find.guild(body.guild), body.channel), flags);
  });
  post<At & { raised?: boolean }>('hand', (body) => memberOf(body).raiseHand(body.raised ?? true));
  post<At>('idle', (body) => memberOf(body).goIdle());
  post<At & { topic: string | null }>('stage', (body) => {
    const { member, options } = find.actor(body);
    if (body.topic === null) member.closeStage(options.channel);
    else member.openStage(options.channel, body.topic);
  });
  post<
    Omit<At, 'channel'> & {
      user: string;
      mute?: boolean;
      deaf?: boolean;
      suppress?: boolean;
      channel?: string | null;
    }
  >('moderate', (body) => {
    const guild = find.guild(body.guild);
    const moderator = body.member === undefined ? guild.owner : find.member(guild, body.member);
    const user = find.user(guild, body.user);
    if (body.mute !== undefined) moderator.mute(user, body.mute);
    if (body.deaf !== undefined) moderator.deafen(user, body.deaf);
    if (body.suppress === true) moderator.suppress(user);
    if (body.suppress === false) moderator.inviteToSpeak(user);
    if (body.channel === null) moderator.disconnect(user);
    if (typeof body.channel === 'string') moderator.move(user, find.channel(guild, body.channel));
  });
  post<At & { app: string; scopes: string[]; redirectUri: string }>('authorise', (body) => ({
    code: memberOf(body).authorise(find.application(body.app), body),
  }));
}
