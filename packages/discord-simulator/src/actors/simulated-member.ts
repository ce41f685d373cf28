import type { APIApplicationCommandOptionChoice, APIMessage } from 'discord-api-types/v10';
import { ApplicationCommandType, ComponentType, MessageFlags } from 'discord-api-types/v10';
import type { Backend } from '../backend.ts';
import { autocompleteData, commandData } from '../interactions/command-data.ts';
import type { InteractionKind } from '../transcript.ts';
import type { StoredMessage } from '../messages/stored-message.ts';
import { may } from '../world/permissions.ts';
import type { Channel, Guild, Member, VoiceState } from '../world/records.ts';
import { timestamp } from '../world/timestamp.ts';
import { CommandPicker } from './command-picker.ts';
import type { TypingOptions } from './command-picker.ts';
import { InteractionHandle } from './interaction-handle.ts';
import type { Patience } from './interaction-handle.ts';
import { applicationIdOf } from './references.ts';
import type { ApplicationReference } from './references.ts';
import { findButton, findSelect } from './message-components.ts';
import { MemberMessages } from './member-messages.ts';
import type { SayOptions } from './member-messages.ts';
import { modalData, selectData } from './submitted-data.ts';
import type { FormValues } from './submitted-data.ts';
import type { SimulatedChannel } from './simulated-channel.ts';

/** A message somebody sees: as it came, or by the handle of the interaction that showed it. */
export type MessageTarget = APIMessage | InteractionHandle;

/** A person in a guild, who does what Discord's client lets her do and is told what it would tell. */
export class SimulatedMember {
  readonly kind = 'member';
  readonly #backend: Backend;
  readonly #guild: Guild;
  readonly #member: Member;
  readonly #picker: CommandPicker;
  readonly #messages: MemberMessages;

  constructor(backend: Backend, guild: Guild, member: Member) {
    this.#backend = backend;
    this.#guild = guild;
    this.#member = member;
    this.#picker = new CommandPicker(backend, guild, member);
    this.#messages = new MemberMessages(backend, guild, member);
  }

  get id(): string {
    return this.#member.user.id;
  }

  get name(): string {
    return this.#member.user.username;
  }

  /** Where she is in voice. */
  get voiceChannelId(): string | undefined {
    return this.#guild.voiceStates.get(this.id)?.channelId;
  }

  /**
   * Sends a slash command, `/play query:foo position:next`.
   * @throws Error when the client wouldn't send it: unknown command or option, missing or bad value, no permission.
   */
  type(text: string, options: TypingOptions): InteractionHandle {
    const { application, channel, line, values } = this.#picker.read(text, options);
    return this.#open('command', { application, channel, text }, commandData(line, values));
  }

  /** What is suggested while she types; the option typed last has the focus. */
  async autocomplete(
    text: string,
    options: TypingOptions & Patience,
  ): Promise<APIApplicationCommandOptionChoice[]> {
    const { application, channel, line, values } = this.#picker.read(text, options);
    const handle = this.#open('autocomplete', { application, channel, text }, autocompleteData(line, values));
    await handle.acked(options);
    return handle.choices ?? [];
  }

  /** Picks an entry of a message's Apps menu. */
  useMessageCommand(name: string, target: MessageTarget, options: TypingOptions): InteractionHandle {
    const { application, channel, command } = this.#picker.menu(
      name,
      ApplicationCommandType.Message,
      options,
    );
    const { message } = this.#seen(target);
    const resolved = { messages: { [message.id]: message } };
    const data = { id: command.id, name, type: command.type, target_id: message.id, resolved };
    return this.#open('command', { application, channel, text: name }, data);
  }

  /** Picks an entry of a user's Apps menu. */
  useUserCommand(
    name: string,
    user: { id: string } | { botUserId: string },
    options: TypingOptions,
  ): InteractionHandle {
    const { application, channel, command } = this.#picker.menu(name, ApplicationCommandType.User, options);
    const values = this.#picker.values(channel, {});
    const { id } = values.user(idOf(user)).user;
    const data = { id: command.id, name, type: command.type, target_id: id, resolved: values.resolved };
    return this.#open('command', { application, channel, text: name }, data);
  }

  press(target: MessageTarget, customIdOrLabel: string): InteractionHandle {
    const shown = snapshot(target);
    const button = findButton(shown, customIdOrLabel);
    const data = { component_type: ComponentType.Button, custom_id: button.customId };
    return this.#use(this.#seen(shown), button.customId, data);
  }

  /** Picks values (or their labels; names or ids in menus of users, roles, channels). */
  select(target: MessageTarget, customIdOrPlaceholder: string, picked: readonly string[]): InteractionHandle {
    const shown = snapshot(target);
    const menu = findSelect(shown, customIdOrPlaceholder);
    const stored = this.#seen(shown);
    const values = this.#picker.values(stored.channel, {});
    return this.#use(stored, menu.customId, selectData(menu, picked, values));
  }

  /**
   * Fills in the form that `handle` opened, by custom id: a text, picked values or labels, the name of one of `files`, or
   * whether a box is ticked. What is left out keeps the form's own value.
   */
  submitModal(
    handle: InteractionHandle,
    fields: FormValues,
    files: NonNullable<TypingOptions['files']> = {},
  ): InteractionHandle {
    const { modal, interaction } = handle;
    if (!modal) throw new Error('no modal is open');
    const { application, channel, source } = interaction.origin;
    const where = { application, channel, source, text: modal.custom_id };
    return this.#open('modal', where, modalData(modal, fields, this.#picker.values(channel, files)));
  }

  /** Posts a message for everybody in the channel, with files or as a reply if she likes. */
  say(channel: { id: string }, content: string, options: SayOptions = {}): APIMessage {
    return this.#messages.say(this.#channel(channel), content, options);
  }

  /** Changes a message of her own. */
  edit(message: APIMessage, content: string): APIMessage {
    return this.#messages.edit(this.#channelOf(message), message.id, content);
  }

  /** Deletes a message of her own, or with Manage Messages any. */
  delete(message: APIMessage): void {
    this.#messages.delete(this.#channelOf(message), message.id);
  }

  react(message: APIMessage, emoji: string): void {
    this.#messages.react(this.#channelOf(message), message.id, emoji);
  }

  unreact(message: APIMessage, emoji: string): void {
    this.#messages.unreact(this.#channelOf(message), message.id, emoji);
  }

  pin(message: APIMessage): void {
    this.#messages.pin(this.#channelOf(message), message.id);
  }

  unpin(message: APIMessage): void {
    this.#messages.unpin(this.#channelOf(message), message.id);
  }

  /** What bots wrote to her directly, newest first. */
  directMessages(): APIMessage[] {
    return [...this.#backend.world.directChannels.values()]
      .filter(({ recipients }) => recipients?.includes(this.#member.user))
      .flatMap(({ id }) => this.#backend.messages.list(id, Infinity));
  }

  closeDirectMessages(): void {
    this.#member.user.directMessagesClosed = true;
  }

  joinVoice(channel: SimulatedChannel, flags: { selfMute?: boolean; selfDeaf?: boolean } = {}): void {
    if (!this.#backend.voiceStates.join(this.#guild, this.#channel(channel), this.id, flags)) {
      throw new Error(`"${channel.name}" does not let ${this.name} in`);
    }
  }

  leaveVoice(): void {
    this.#backend.voiceStates.leave(this.#guild, this.id);
  }

  setDeaf(selfDeaf: boolean): void {
    this.#changeVoice({ selfDeaf });
  }

  setMute(selfMute: boolean): void {
    this.#changeVoice({ selfMute });
  }

  /** As a moderator: drags somebody, for instance a bot, to another channel. */
  move(user: { id: string } | { botUserId: string }, channel: SimulatedChannel): void {
    this.#backend.voiceStates.move(this.#guild, idOf(user), this.#channel(channel));
  }

  /** As a moderator: throws somebody out of voice. */
  disconnect(user: { id: string } | { botUserId: string }): void {
    this.#backend.voiceStates.leave(this.#guild, idOf(user), 'moved');
  }

  /** As a moderator: mutes a user, for instance a bot, for everybody, or lets her be heard again. */
  mute(user: { id: string } | { botUserId: string }, mute: boolean): void {
    this.#changeMember(idOf(user), { mute });
  }

  /** As a moderator: deafens a user for everybody. A deaf user is heard. */
  deafen(user: { id: string } | { botUserId: string }, deaf: boolean): void {
    this.#changeMember(idOf(user), { deaf });
  }

  /** As a stage moderator: lets somebody of the audience speak. */
  inviteToSpeak(user: { id: string } | { botUserId: string }): void {
    this.#backend.voiceStates.change(this.#guild, idOf(user), { suppress: false, requestToSpeakAt: null });
  }

  /** As a stage moderator: moves a speaker to the audience. In an ordinary channel: withdraws Speak. */
  suppress(user: { id: string } | { botUserId: string }): void {
    this.#backend.voiceStates.change(this.#guild, idOf(user), { suppress: true, requestToSpeakAt: null });
  }

  /** On a stage: asks to speak, or takes the hand down. */
  raiseHand(raised = true): void {
    this.#changeVoice({ requestToSpeakAt: raised ? timestamp() : null });
  }

  /** As a stage moderator: starts the stage of a channel. */
  openStage(channel: { id: string }, topic: string): void {
    const found = this.#channel(channel);
    if (!may(this.#guild, found, this.id, 'ManageChannels', 'MuteMembers', 'MoveMembers')) {
      throw new Error('you do not moderate this stage');
    }
    this.#backend.stages.open(this.#guild, found, topic);
  }

  closeStage(channel: { id: string }): void {
    this.#backend.stages.close(this.#guild, channel.id);
  }

  /** Sits there for longer than the guild's AFK time: Discord moves her. Without an AFK channel nothing happens. */
  goIdle(): void {
    const afk = this.#guild.channels.get(this.#guild.afkChannelId ?? '');
    if (afk) this.#backend.voiceStates.move(this.#guild, this.id, afk);
  }

  /** Lets an application act for her; the code that its redirect gets. */
  authorise(app: ApplicationReference, options: { scopes: readonly string[]; redirectUri: string }): string {
    const application = this.#backend.world.applications.get(applicationIdOf(app));
    if (!application) throw new Error('no such application');
    const { scopes, redirectUri } = options;
    if (!application.redirectUris.includes(redirectUri))
      throw new Error('the redirect URI is not registered');
    const grant = { application, user: this.#member.user, scopes };
    return this.#backend.grants.authorise(grant, redirectUri);
  }

  addRole(role: { id: string }): void {
    this.#member.roleIds.add(role.id);
    this.#backend.guildChanges.updateMember(this.#guild, this.#member);
  }

  removeRole(role: { id: string }): void {
    this.#member.roleIds.delete(role.id);
    this.#backend.guildChanges.updateMember(this.#guild, this.#member);
  }

  leaveGuild(): void {
    this.#backend.guildChanges.removeMember(this.#guild, this.#member);
  }

  #changeMember(userId: string, change: Partial<Pick<Member, 'mute' | 'deaf'>>): void {
    const member = this.#guild.members.get(userId);
    if (!member) throw new Error(`${userId} is no member`);
    Object.assign(member, change);
    this.#backend.guildChanges.updateMember(this.#guild, member);
    this.#backend.voiceStates.change(this.#guild, userId, {});
  }

  #changeVoice(change: Partial<VoiceState>): void {
    if (this.voiceChannelId === undefined) throw new Error(`${this.name} is not in voice`);
    this.#backend.voiceStates.change(this.#guild, this.id, change);
  }

  #use(stored: StoredMessage, text: string, data: object): InteractionHandle {
    const application = this.#backend.world.applications.get(stored.message.author.id);
    if (!application) throw new Error('only messages of applications have components');
    return this.#open('component', { application, channel: stored.channel, source: stored, text }, data);
  }

  #open(
    kind: InteractionKind,
    where: Omit<Parameters<Backend['interactions']['open']>[0], 'kind' | 'guild' | 'member'>,
    data: object,
  ): InteractionHandle {
    const origin = { kind, guild: this.#guild, member: this.#member, ...where };
    return new InteractionHandle(this.#backend.interactions.open(origin, data));
  }

  /** The message as it is now, if she can see it. */
  #seen(target: MessageTarget): StoredMessage {
    const message = snapshot(target);
    const stored = this.#messages.find(this.#channelOf(message), message.id);
    if ((stored.message.flags ?? 0) & MessageFlags.Loading) throw new Error('the application is thinking…');
    return stored;
  }

  #channelOf(message: APIMessage): Channel {
    return this.#channel({ id: message.channel_id });
  }

  #channel({ id }: { id: string }): Channel {
    const channel = this.#guild.channels.get(id);
    if (!channel) throw new Error(`the guild has no channel ${id}`);
    return channel;
  }
}

/** The newest message of a handle that has components, or just its newest. */
function snapshot(target: MessageTarget): APIMessage {
  if (!(target instanceof InteractionHandle)) return target;
  const { messages } = target;
  const message = messages.findLast(({ components }) => (components ?? []).length > 0) ?? messages.at(-1);
  if (!message) throw new Error('the interaction shows no message');
  return message;
}

function idOf(user: { id: string } | { botUserId: string }): string {
  return 'id' in user ? user.id : user.botUserId;
}
