import { GatewayServer } from './gateway/gateway-server.ts';
import { GatewaySessions } from './gateway/gateway-sessions.ts';
import { Announcements } from './guild/announcements.ts';
import { GuildChanges } from './guild/guild-changes.ts';
import { Stages } from './guild/stages.ts';
import { Threads } from './guild/threads.ts';
import type { VoicePort } from './guild/voice-port.ts';
import { VoiceStates } from './guild/voice-states.ts';
import { Webhooks } from './guild/webhooks.ts';
import { Ids } from './ids.ts';
import { Commands } from './interactions/commands.ts';
import type { Inspector } from './inspection.ts';
import { Interactions } from './interactions/interactions.ts';
import { MessageEvents } from './messages/message-events.ts';
import { Messages } from './messages/messages.ts';
import { Pins } from './messages/pins.ts';
import { Reactions } from './messages/reactions.ts';
import { Uploads } from './messages/uploads.ts';
import { Grants } from './oauth/grants.ts';
import { Faults } from './rest/faults.ts';
import { RateLimits } from './rest/rate-limits.ts';
import type { SimulatorSettings } from './settings.ts';
import { Transcript } from './transcript.ts';
import { World } from './world/world.ts';

/** Discord's side of everything, wired: what the REST routes, the gateway and the test API work on. */
export class Backend {
  readonly settings: SimulatorSettings;
  readonly ids = new Ids();
  readonly faults = new Faults();
  readonly transcript: Transcript;
  readonly world: World;
  readonly sessions: GatewaySessions;
  readonly announcements: Announcements;
  readonly voiceStates: VoiceStates;
  readonly guildChanges: GuildChanges;
  readonly stages: Stages;
  readonly threads: Threads;
  readonly webhooks: Webhooks;
  readonly grants = new Grants();
  readonly uploads: Uploads;
  readonly messages: Messages;
  readonly reactions: Reactions;
  readonly pins: Pins;
  readonly commands: Commands;
  readonly interactions: Interactions;
  readonly gateway: GatewayServer;
  readonly limits: RateLimits;
  inspector: Inspector | undefined;

  constructor(settings: SimulatorSettings, voice: VoicePort) {
    const { ids } = this;
    this.settings = settings;
    const transcript = (this.transcript = new Transcript(settings.transcriptLimit));
    const world = (this.world = new World(ids));
    const sessions = (this.sessions = new GatewaySessions(settings, transcript, (name, data) =>
      this.inspector?.event({ name, data }),
    ));
    const announcements = (this.announcements = new Announcements(world, sessions));
    const voiceStates = (this.voiceStates = new VoiceStates({
      settings,
      world,
      transcript,
      announcements,
      voice,
    }));
    const stages = (this.stages = new Stages(ids, announcements));
    const threads = (this.threads = new Threads(ids, announcements));
    this.webhooks = new Webhooks({ ids, world, announcements });
    this.guildChanges = new GuildChanges({ world, ids, announcements, voiceStates, stages, threads });
    const uploads = (this.uploads = new Uploads(ids));
    const events = new MessageEvents({ world, announcements, transcript });
    const messages = (this.messages = new Messages({ ids, world, events, uploads }));
    this.reactions = new Reactions(events);
    this.pins = new Pins(messages, events);
    this.commands = new Commands(ids, settings.commandCreationsPerDay);
    this.interactions = new Interactions({ settings, ids, sessions, messages, transcript });
    this.limits = new RateLimits(settings.requestsPerSecond);
    sessions.onEnd((session) => voiceStates.sessionEnded(session));
    this.gateway = new GatewayServer({
      settings,
      world,
      sessions,
      transcript,
      identified: (session) => {
        for (const other of sessions.of(session.application.id)) {
          if (!other.socket && other.shard[0] === session.shard[0]) voiceStates.sessionEnded(other);
        }
      },
      voiceStateUpdate: (session, data) => voiceStates.update(session, data),
    });
  }

  stop(): void {
    this.gateway.stop();
    this.sessions.stop();
    this.voiceStates.stop();
    this.interactions.stop();
  }
}
