import { afterEach, beforeEach, describe, expect, it, vi } from 'vitest';
import { createCertificate, VoiceServer } from '../../src/voice/index.ts';
import type { Admission, VoiceServerOptions } from '../../src/voice/index.ts';
import { RawClient } from './raw-client.ts';

const admission: Admission = {
  guildId: '100000000000000001',
  channelId: '200000000000000001',
  userId: '300000000000000001',
  sessionId: 'session-a',
  token: 'token-a',
};
const peer: Admission = { ...admission, userId: '300000000000000002', sessionId: 'session-b', token: 'b' };

let server: VoiceServer;
let clients: RawClient[];

beforeEach(async () => {
  clients = [];
  server = await VoiceServer.start();
  server.admit(admission);
});

afterEach(async () => {
  for (const client of clients) await client.stop();
  await server.stop();
});

async function restart(options: VoiceServerOptions): Promise<void> {
  await server.stop();
  server = await VoiceServer.start(options);
  server.admit(admission);
}

async function client(query?: string): Promise<RawClient> {
  const made = new RawClient(server, query);
  clients.push(made);
  return made.opened();
}

async function joined(as: Admission = admission): Promise<RawClient> {
  const made = await client();
  await made.join(as);
  return made;
}

describe('the handshake', () => {
  it('goes from hello to the session description', async () => {
    const voice = await client();
    expect(await voice.message(8)).toEqual({ op: 8, d: { v: 8, heartbeat_interval: 13_750 } });
    const found = await voice.join(admission, 'aead_xchacha20_poly1305_rtpsize');
    expect(found).toEqual({ address: '127.0.0.1', port: voice.udp.address().port });
    expect((await voice.message(2)).d).toMatchObject({
      ip: '127.0.0.1',
      modes: ['aead_aes256_gcm_rtpsize', 'aead_xchacha20_poly1305_rtpsize'],
    });
    const description = await voice.message(4);
    expect(description.seq).toBe(1);
    expect(description.d).toMatchObject({
      mode: 'aead_xchacha20_poly1305_rtpsize',
      dave_protocol_version: 0,
    });
    expect(description.d['secret_key']).toHaveLength(32);
  });

  it('acknowledges heartbeats and echoes UDP keep-alives', async () => {
    const voice = await joined();
    voice.send(3, { t: 42, seq_ack: 1 });
    expect(await voice.message(6)).toEqual({ op: 6, d: { t: 42 } });
    const keepAlive = Buffer.from('0700000000000000', 'hex');
    expect(await voice.exchange(keepAlive)).toEqual(keepAlive);
  });

  it('serves a certificate that several servers share', async () => {
    const certificate = await createCertificate(['voice.example']);
    await restart({ certificate, host: 'localhost' });
    expect(server.certificate).toBe(certificate.cert);
    await joined();
  });
});

describe('what it refuses', () => {
  const udp = { address: '127.0.0.1', port: 1, mode: 'aead_aes256_gcm_rtpsize' };
  const refusals: [code: number, what: string, send: (voice: RawClient) => void][] = [
    [4001, 'an opcode it does not know', (v) => v.send(99, {})],
    [4002, 'what is no JSON', (v) => v.sendText('{')],
    [4002, 'JSON without an opcode', (v) => v.sendText('[]')],
    [4002, 'an identify without token', (v) => v.send(0, { server_id: '1', user_id: '1' })],
    [4002, 'an opcode without data', (v) => v.send(0, null)],
    [4002, 'a heartbeat without nonce', (v) => v.send(3, {})],
    [4003, 'a select protocol before identify', (v) => v.send(1, { protocol: 'udp', data: udp })],
    [4003, 'speaking before identify', (v) => v.send(5, { speaking: 1, delay: 0, ssrc: 1 })],
    [4004, 'a wrong token', (v) => v.identify({ ...admission, token: 'wrong' })],
    [4006, 'a session it does not know', (v) => v.identify({ ...admission, sessionId: 'other' })],
    [4006, 'a resume of what was never identified', (v) => v.resume(admission, 0)],
    [4011, 'a guild nobody was admitted to', (v) => v.identify({ ...admission, guildId: '1' })],
  ];
  it.each(refusals)('%i: %s', async (code, _, send) => {
    const voice = await client();
    send(voice);
    expect(await voice.closed).toBe(code);
  });

  const late: [code: number, what: string, send: (voice: RawClient) => void][] = [
    [4002, 'a select protocol without data', (v) => v.send(1, { protocol: 'udp' })],
    [4002, 'speaking without flags', (v) => v.send(5, { ssrc: 1 })],
    [4005, 'a second identify', (v) => v.identify(admission)],
    [4005, 'a resume after identify', (v) => v.resume(admission, 0)],
    [4012, 'a protocol other than UDP', (v) => v.send(1, { protocol: 'webrtc', data: {} })],
    [4016, 'an unknown mode', (v) => v.send(1, { protocol: 'udp', data: { ...udp, mode: 'plain' } })],
  ];
  it.each(late)('%i: %s', async (code, _, send) => {
    const voice = await client();
    voice.identify(admission);
    await voice.message(2);
    send(voice);
    expect(await voice.closed).toBe(code);
  });

  it.each(['/', '/?v=3'])('4012: gateway %s', async (query) => {
    expect(await (await client(query)).closed).toBe(4012);
  });

  it('4009: a client that sends no heartbeat', async () => {
    await restart({ heartbeatIntervalMs: 100 });
    const voice = await client();
    voice.identify(admission);
    expect(await voice.closed).toBe(4009);
  });

  it('4016: a mode it does not offer', async () => {
    await restart({ modes: ['aead_xchacha20_poly1305_rtpsize'] });
    const voice = await client();
    voice.identify(admission);
    await voice.message(2);
    voice.send(1, { protocol: 'udp', data: udp });
    expect(await voice.closed).toBe(4016);
  });

  it('4017: a client without DAVE, where it is required', async () => {
    await restart({ requireDave: true });
    const without = await client();
    without.identify(admission);
    expect(await without.closed).toBe(4017);
    const voice = await client();
    voice.identify(admission, { max_dave_protocol_version: 1 });
    voice.sendText(Buffer.from([26, 0, 0]));
    voice.send(23, { transition_id: 0 });
    await voice.message(2);
  });
});

describe('sessions', () => {
  it('resumes after a cut and replays what was missed', async () => {
    server.admit(peer);
    const voice = await joined();
    const other = await joined(peer);
    await voice.message(11);
    const closed = vi.fn();
    server.on('closed', closed);
    server.dropTcp(admission);
    expect(await voice.closed).toBe(1006);
    other.send(5, { speaking: 1, delay: 0, ssrc: other.ssrc });
    other.send(3, { t: 1, seq_ack: 0 });
    await other.message(6);

    const again = await client();
    again.resume(admission, 1);
    await again.message(5);
    const numbered = again.received.filter(({ op }) => op !== 8);
    expect(numbered).toEqual([
      { op: 9, d: null },
      { op: 11, d: { user_ids: [peer.userId] }, seq: 2 },
      { op: 5, d: { user_id: peer.userId, ssrc: other.ssrc, speaking: 1 }, seq: 3 },
    ]);
    await vi.waitFor(() => expect(closed).toHaveBeenCalledTimes(1));
    expect(closed.mock.calls[0]![0]).toMatchObject({ ...seatOf(admission), code: 1006, by: 'server' });
  });

  it('tells the channel who comes and goes', async () => {
    server.admit(peer);
    const voice = await joined();
    const other = await joined(peer);
    expect((await voice.message(11)).d).toEqual({ user_ids: [peer.userId] });
    expect((await other.message(11)).d).toEqual({ user_ids: [admission.userId] });
    await other.stop();
    clients = clients.filter((made) => made !== other);
    expect((await voice.message(13)).d).toEqual({ user_id: peer.userId });
  });

  it('keeps the session after 4015 and ends it after 4014', async () => {
    const voice = await joined();
    server.evict(admission, 4015);
    expect(await voice.closed).toBe(4015);
    const again = await client();
    again.resume(admission, 1);
    await again.message(9);
    server.evict(admission, 4014);
    expect(await again.closed).toBe(4014);
    const late = await client();
    late.resume(admission, 1);
    expect(await late.closed).toBe(4006);
    const anew = await client();
    anew.identify(admission);
    expect(await anew.closed).toBe(4006);
  });

  it('lets a newer admission spoil the credentials of the older, whose connection lasts until then', async () => {
    const voice = await joined();
    const renewed = { ...admission, token: 'token-b' };
    server.admit(renewed);
    voice.send(3, { t: 1, seq_ack: 0 });
    await voice.message(6);
    const stale = await client();
    stale.resume(admission, 1);
    expect(await stale.closed).toBe(4006);
    await joined(renewed);
    expect(await voice.closed).toBe(4006);
  });

  it('gives the seat to whom identifies last', async () => {
    const first = await joined();
    const second = await joined();
    expect(await first.closed).toBe(4006);
    expect(second.ssrc).not.toBe(first.ssrc);
  });

  it('follows a move to another channel', async () => {
    server.admit({ ...peer, channelId: '200000000000000002' });
    const voice = await joined();
    const other = await joined({ ...peer, channelId: '200000000000000002' });
    server.moved({ ...seatOf(admission), channelId: '200000000000000002' });
    expect((await other.message(11)).d).toEqual({ user_ids: [admission.userId] });
    voice.send(5, { speaking: 1, delay: 0, ssrc: voice.ssrc });
    expect((await other.message(5)).d).toMatchObject({ user_id: admission.userId });
  });

  it('does not start on a port that is taken, TCP or UDP', async () => {
    const port = Number(server.endpoint.split(':')[1]);
    await expect(VoiceServer.start({ port })).rejects.toThrow('EADDRINUSE');
    const voice = await joined();
    const udpPort = Number((await voice.message(2)).d['port']);
    await expect(VoiceServer.start({ udpPort })).rejects.toThrow('EADDRINUSE');
  });

  it('closes everything when it stops, twice over', async () => {
    const voice = await joined();
    await server.stop();
    expect([1001, 1006]).toContain(await voice.closed);
    await server.stop();
  });
});

function seatOf({ guildId, userId }: Admission): { guildId: string; userId: string } {
  return { guildId, userId };
}
