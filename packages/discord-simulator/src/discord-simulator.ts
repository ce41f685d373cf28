import type { FastifyInstance } from 'fastify';
import { GatewayControls } from './actors/gateway-controls.ts';
import { InteractionHandle } from './actors/interaction-handle.ts';
import { applicationIdOf } from './actors/references.ts';
import type { ApplicationReference } from './actors/references.ts';
import { SimulatedGuild } from './actors/simulated-guild.ts';
import { Backend } from './backend.ts';
import { startHttpServer } from './http-server.ts';
import type { HttpServer } from './http-server.ts';
import type { Inspector } from './inspection.ts';
import type { Faults } from './rest/faults.ts';
import { discordSettings } from './settings.ts';
import type { SimulatorSettings } from './settings.ts';
import type { Transcript } from './transcript.ts';
import { VoiceServer } from './voice/index.ts';
import type { AudioReport, VoiceServerOptions } from './voice/index.ts';
import type { PermissionSet } from './world/permissions.ts';
import type { ApplicationWish } from './world/world.ts';

export interface SimulatorOptions extends Partial<SimulatorSettings> {
  voice?: VoiceServerOptions;
  /** Where attachments are fetched from, when clients reach the simulator under another name. */
  publicUrl?: string;
  /** Sees every answer and event; `DiscordSimulator.defaultInspector` without it. */
  inspector?: Inspector;
  /** Adds routes of your own to the HTTP server. */
  extend?: (http: FastifyInstance, discord: () => DiscordSimulator) => void;
}

export interface SimulatedApplication {
  name: string;
  applicationId: string;
  botUserId: string;
  token: string;
  /** OAuth2's. */
  clientSecret: string;
}

/** A Discord on this machine: REST, gateway and voice for bots, and people who use them. */
export class DiscordSimulator {
  /** For the simulators of this process that get none of their own: a test run sets it to look at all of them. */
  static defaultInspector: Inspector | undefined;
  /** What `rest.api` of discord.js takes. */
  readonly restUrl: string;
  readonly gatewayUrl: string;
  readonly voice: VoiceServer;
  readonly #backend: Backend;
  readonly #server: HttpServer;
  readonly #guilds = new Map<string, SimulatedGuild>();
  readonly #applications = new Map<string, SimulatedApplication>();

  private constructor(backend: Backend, server: HttpServer, voice: VoiceServer) {
    this.#backend = backend;
    this.#server = server;
    this.voice = voice;
    this.restUrl = `http://${server.address}/api`;
    this.gatewayUrl = `ws://${server.address}`;
  }

  /** Listens when it resolves. */
  static async start(options: SimulatorOptions = {}): Promise<DiscordSimulator> {
    const { voice: voiceOptions, publicUrl, extend, inspector, ...settings } = options;
    const voice = await VoiceServer.start(voiceOptions);
    const backend = new Backend({ ...discordSettings, ...settings }, voice);
    backend.inspector = inspector ?? DiscordSimulator.defaultInspector;
    let discord: DiscordSimulator | undefined;
    const self = (): DiscordSimulator => {
      if (!discord) throw new Error('the simulator is not up yet');
      return discord;
    };
    try {
      const server = await startHttpServer(backend, (http) => extend?.(http, self));
      backend.uploads.baseUrl = publicUrl ?? `http://${server.address}`;
      discord = new DiscordSimulator(backend, server, voice);
      return discord;
    } catch (error) {
      await voice.stop();
      throw error;
    }
  }

  /** Everything visible so far, and a way to wait for more. */
  get transcript(): Transcript {
    return this.#backend.transcript;
  }

  /** Orders 429s, 5xx and delays of REST routes. */
  get faults(): Faults {
    return this.#backend.faults;
  }

  /** Answers served that count towards a ban of the IP. */
  get invalidRequests(): number {
    return this.#server.rest.invalidRequests;
  }

  get guilds(): SimulatedGuild[] {
    return [...this.#guilds.values()].filter(({ id }) => this.#backend.world.guilds.has(id));
  }

  get applications(): SimulatedApplication[] {
    return [...this.#applications.values()];
  }

  createApplication(wish: ApplicationWish): SimulatedApplication {
    const { id, name, token, user, clientSecret } = this.#backend.world.createApplication(wish);
    const application = { name, applicationId: id, botUserId: user.id, token, clientSecret };
    this.#applications.set(id, application);
    return application;
  }

  createGuild(options: {
    name: string;
    bots?: readonly ApplicationReference[];
    /** What the bots' own roles allow; what a music bot's invite asks for by default. */
    botPermissions?: PermissionSet;
  }): SimulatedGuild {
    const guild = new SimulatedGuild(this.#backend, this.#backend.world.createGuild(options.name));
    this.#guilds.set(guild.id, guild);
    for (const bot of options.bots ?? []) guild.addBot(bot, options.botPermissions);
    return guild;
  }

  gateway(app: ApplicationReference): GatewayControls {
    return new GatewayControls(applicationIdOf(app), this.#backend.gateway, this.#backend.sessions);
  }

  /** An interaction that was started before. */
  interaction(id: string): InteractionHandle | undefined {
    const interaction = this.#backend.interactions.get(id);
    return interaction && new InteractionHandle(interaction);
  }

  /** What was heard in a voice channel. */
  audio(channel: { id: string; guildId: string }): AudioReport {
    return this.voice.report({ guildId: channel.guildId, channelId: channel.id });
  }

  /** From now on a joining bot is told a null endpoint first, then after `ms` the real one; undefined ends it. */
  delayVoiceEndpoint(ms: number | undefined): void {
    this.#backend.voiceStates.nullEndpointMs = ms;
  }

  async stop(): Promise<void> {
    this.#backend.stop();
    await this.#server.http.close();
    await this.voice.stop();
  }
}
