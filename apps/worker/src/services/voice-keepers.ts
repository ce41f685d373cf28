import type { AnankorError } from '@anankor/core';
import type { SessionEvent, SessionState } from '@anankor/music';
import type { GuildServices } from './guild-services.ts';
import { SeatKeeper } from './seat-keeper.ts';
import { SilenceKeeper } from './silence-keeper.ts';

export interface VoiceKeepers {
  seat: SeatKeeper;
  silence: SilenceKeeper;
  /** After each commit; `jobId`: of the command that it is of. */
  committed(before: SessionState | null, after: SessionState | null, jobId?: string): void;
  takenOver(): void;
}

/** What watches over the bot's own voice state: whether it is let into its channel, and whether it is heard there. */
export function voiceKeepers(options: {
  guildId: string;
  services: GuildServices;
  session(): SessionState | null;
  /** Lets an event happen to the session. */
  notify(event: SessionEvent): void;
  onError(error: AnankorError): void;
}): VoiceKeepers {
  const { guildId, services, session, notify, onError } = options;
  const seat = new SeatKeeper({
    guildId,
    services,
    session,
    onRefused: (channelId, entryIds) => {
      notify({ type: 'seatRefused', channelId, entryIds });
    },
  });
  const silence = new SilenceKeeper({
    guildId,
    services,
    head: () => session()?.head,
    onFound: (silenced) => {
      notify({ type: 'silence', silenced });
    },
    onError,
  });
  return {
    seat,
    silence,
    committed: (before, after, jobId) => {
      seat.follow(jobId);
      silence.follow(before?.head, after?.head);
    },
    takenOver: () => {
      seat.follow();
      silence.takenOver();
    },
  };
}
