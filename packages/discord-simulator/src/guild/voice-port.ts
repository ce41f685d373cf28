/** What the guild side needs of a voice server; `VoiceServer` of ../voice is one. */
export interface VoicePort {
  /** host:port that clients connect to with wss://. */
  readonly endpoint: string;
  /** From now on the session may identify with the token. */
  admit(session: {
    guildId: string;
    channelId: string;
    userId: string;
    sessionId: string;
    token: string;
  }): void;
  /** Closes the user's voice connection of the guild with the code and forgets its admission. */
  evict(key: { guildId: string; userId: string }, closeCode: number): void;
  /** Whether what the user sends is dropped from now on: muted, or suppressed. */
  setMuted(key: { guildId: string; userId: string }, muted: boolean): void;
  /** The connection stays, its channel is another. */
  moved(to: { guildId: string; userId: string; channelId: string }): void;
}
