// A music bot of disgo: tells what it does as lines of JSON. Everything it needs comes by the environment.
package main

import (
	"context"
	"encoding/json"
	"fmt"
	"log/slog"
	"os"
	"os/signal"
	"syscall"

	"github.com/disgoorg/disgo"
	"github.com/disgoorg/disgo/bot"
	"github.com/disgoorg/disgo/cache"
	"github.com/disgoorg/disgo/discord"
	"github.com/disgoorg/disgo/events"
	"github.com/disgoorg/disgo/gateway"
	"github.com/disgoorg/disgo/rest"
)

func tell(what string, more map[string]any) {
	line := map[string]any{"what": what}
	for key, value := range more {
		line[key] = value
	}
	text, _ := json.Marshal(line)
	fmt.Println(string(text))
}

func check(err error) {
	if err != nil {
		tell("error", map[string]any{"error": err.Error()})
	}
}

func main() {
	client, err := disgo.New(os.Getenv("TOKEN"),
		bot.WithLogger(slog.New(slog.NewTextHandler(os.Stderr, &slog.HandlerOptions{Level: slog.LevelWarn}))),
		bot.WithRestClientConfigOpts(rest.WithURL(os.Getenv("REST_URL"))),
		bot.WithGatewayConfigOpts(
			gateway.WithURL(os.Getenv("GATEWAY_URL")),
			gateway.WithIntents(gateway.IntentGuilds, gateway.IntentGuildVoiceStates, gateway.IntentGuildMessages, gateway.IntentMessageContent),
		),
		bot.WithCacheConfigOpts(cache.WithCaches(cache.FlagsAll)),
		bot.WithEventListenerFunc(ready),
		bot.WithEventListenerFunc(command),
		bot.WithEventListenerFunc(button),
		bot.WithEventListenerFunc(func(event *events.GuildMessageCreate) {
			if !event.Message.Author.Bot {
				tell("message", map[string]any{"content": event.Message.Content, "author": event.Message.Author.EffectiveName()})
			}
		}),
	)
	if err != nil {
		panic(err)
	}
	if err = client.OpenGateway(context.Background()); err != nil {
		panic(err)
	}
	end := make(chan os.Signal, 1)
	signal.Notify(end, syscall.SIGTERM)
	<-end
	client.Close(context.Background())
}

func ready(event *events.GuildReady) {
	synced, err := event.Client().Rest().SetGlobalCommands(event.Client().ApplicationID(), []discord.ApplicationCommandCreate{
		discord.SlashCommandCreate{Name: "play", Description: "Show the panel", Options: []discord.ApplicationCommandOption{
			discord.ApplicationCommandOptionString{Name: "query", Description: "What to play", Required: true},
		}},
		discord.SlashCommandCreate{Name: "join", Description: "Come to my channel and play"},
	})
	check(err)
	names := []string{}
	for _, command := range synced {
		names = append(names, command.Name())
	}
	tell("ready", map[string]any{"user": event.Client().ID().String(), "guilds": []string{event.Guild.Name}, "synced": names})
}

func command(event *events.ApplicationCommandInteractionCreate) {
	if event.Data.CommandName() == "join" {
		check(event.CreateMessage(discord.NewMessageCreateBuilder().SetContent("coming").Build()))
		go join(event)
		return
	}
	check(event.DeferCreateMessage(false))
	_, err := event.Client().Rest().CreateFollowupMessage(event.ApplicationID(), event.Token(), discord.NewMessageCreateBuilder().
		SetContent("panel").
		SetEmbeds(discord.NewEmbedBuilder().SetTitle(event.SlashCommandInteractionData().String("query")).SetDescription("by disgo").Build()).
		AddActionRow(discord.NewSecondaryButton("Skip", "skip")).
		Build())
	check(err)
}

func button(event *events.ComponentInteractionCreate) {
	check(event.UpdateMessage(discord.NewMessageUpdateBuilder().
		SetContent("skipped for " + event.User().EffectiveName()).
		ClearContainerComponents().
		Build()))
}
