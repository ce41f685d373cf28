package main

import (
	"bufio"
	"context"
	"crypto/aes"
	"crypto/cipher"
	"encoding/base64"
	"encoding/binary"
	"net"
	"os"
	"time"

	"github.com/disgoorg/disgo/discord"
	"github.com/disgoorg/disgo/events"
	"github.com/disgoorg/disgo/gateway"
	"github.com/disgoorg/disgo/voice"
	"github.com/disgoorg/snowflake/v2"
)

// The voice gateway is disgo's. The released disgo encrypts by ciphers that Discord no longer offers, so the datagrams
// are sealed here.
const mode voice.EncryptionMode = "aead_aes256_gcm_rtpsize"

func join(event *events.ApplicationCommandInteractionCreate) {
	client := event.Client()
	state, ok := client.Caches().VoiceState(*event.GuildID(), event.User().ID)
	if !ok {
		tell("error", map[string]any{"error": "nobody to join"})
		return
	}
	described := make(chan [32]byte, 1)
	var udp *net.UDPConn
	var own voice.Gateway
	own = voice.NewGateway(func(op voice.Opcode, data voice.GatewayMessageData) {
		switch d := data.(type) {
		case voice.GatewayMessageDataReady:
			udp = discover(own, d)
		case voice.GatewayMessageDataSessionDescription:
			described <- d.SecretKey
		}
	}, func(voice.Gateway, error) {})
	credentials := awaitServer(event, *state.ChannelID)
	check(own.Open(context.Background(), credentials))
	key := <-described
	check(own.Send(context.Background(), voice.OpcodeSpeaking, voice.GatewayMessageDataSpeaking{Speaking: voice.SpeakingFlagMicrophone, SSRC: own.SSRC()}))
	play(udp, own.SSRC(), key)
	_, err := client.Rest().UpdateInteractionResponse(event.ApplicationID(), event.Token(), discord.NewMessageUpdateBuilder().SetContent("played").Build())
	check(err)
	own.Close()
	check(client.UpdateVoiceState(context.Background(), *event.GuildID(), nil, false, false))
}

// Asks for the channel and waits for both of Discord's answers.
func awaitServer(event *events.ApplicationCommandInteractionCreate, channel snowflake.ID) voice.State {
	client := event.Client()
	states := make(chan gateway.EventVoiceStateUpdate, 10)
	servers := make(chan gateway.EventVoiceServerUpdate, 10)
	client.AddEventListeners(&events.ListenerAdapter{
		OnGuildVoiceStateUpdate: func(e *events.GuildVoiceStateUpdate) {
			if e.VoiceState.UserID == client.ID() {
				states <- gateway.EventVoiceStateUpdate{VoiceState: e.VoiceState}
			}
		},
		OnVoiceServerUpdate: func(e *events.VoiceServerUpdate) { servers <- e.EventVoiceServerUpdate },
	})
	check(client.UpdateVoiceState(context.Background(), *event.GuildID(), &channel, false, true))
	state, server := <-states, <-servers
	return voice.State{
		GuildID: *event.GuildID(), UserID: client.ID(), ChannelID: &channel,
		SessionID: state.SessionID, Token: server.Token, Endpoint: *server.Endpoint,
	}
}

func discover(own voice.Gateway, ready voice.GatewayMessageDataReady) *net.UDPConn {
	udp, err := net.DialUDP("udp4", nil, &net.UDPAddr{IP: net.ParseIP(ready.IP), Port: ready.Port})
	check(err)
	request := make([]byte, 74)
	binary.BigEndian.PutUint16(request, 1)
	binary.BigEndian.PutUint16(request[2:], 70)
	binary.BigEndian.PutUint32(request[4:], ready.SSRC)
	_, err = udp.Write(request)
	check(err)
	answer := make([]byte, 74)
	_, err = udp.Read(answer)
	check(err)
	end := 8
	for answer[end] != 0 {
		end++
	}
	port := int(binary.BigEndian.Uint16(answer[72:]))
	check(own.Send(context.Background(), voice.OpcodeSelectProtocol, voice.GatewayMessageDataSelectProtocol{
		Protocol: voice.ProtocolUDP,
		Data:     voice.GatewayMessageDataSelectProtocolData{Address: string(answer[8:end]), Port: port, Mode: mode},
	}))
	return udp
}

func play(udp *net.UDPConn, ssrc uint32, key [32]byte) {
	block, err := aes.NewCipher(key[:])
	check(err)
	gcm, err := cipher.NewGCM(block)
	check(err)
	file, err := os.Open(os.Getenv("FRAMES_FILE"))
	check(err)
	defer file.Close()
	lines := bufio.NewScanner(file)
	for n := uint32(1); lines.Scan(); n++ {
		frame, _ := base64.StdEncoding.DecodeString(lines.Text())
		header := make([]byte, 12)
		header[0], header[1] = 0x80, 120
		binary.BigEndian.PutUint16(header[2:], uint16(n))
		binary.BigEndian.PutUint32(header[4:], n*960)
		binary.BigEndian.PutUint32(header[8:], ssrc)
		nonce := make([]byte, 12)
		binary.BigEndian.PutUint32(nonce, n)
		packet := gcm.Seal(header, nonce, frame, header)
		_, err = udp.Write(append(packet, nonce[:4]...))
		check(err)
		time.Sleep(20 * time.Millisecond)
	}
}
