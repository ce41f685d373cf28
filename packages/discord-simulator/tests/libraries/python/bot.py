"""A music bot of discord.py: tells what it does as lines of JSON. Everything it needs comes by the environment."""

import asyncio
import base64
import json
import logging
import os

import discord
import yarl
from discord import app_commands
from discord.gateway import DiscordWebSocket
from discord.http import Route

# The two places where discord.py says where Discord is.
Route.BASE = os.environ['REST_URL']
DiscordWebSocket.DEFAULT_GATEWAY = yarl.URL(os.environ['GATEWAY_URL'])


def tell(what: str, **more: object) -> None:
    print(json.dumps({'what': what, **more}), flush=True)


class Frames(discord.AudioSource):
    """Opus frames of 20 ms from a file, base64, one a line."""

    def __init__(self) -> None:
        with open(os.environ['FRAMES_FILE'], encoding='ascii') as file:
            self.frames = [base64.b64decode(line) for line in file.read().split()]

    def is_opus(self) -> bool:
        return True

    def read(self) -> bytes:
        return self.frames.pop(0) if self.frames else b''


class Panel(discord.ui.View):
    @discord.ui.button(label='Skip', custom_id='skip')
    async def skip(self, interaction: discord.Interaction, button: discord.ui.Button) -> None:
        await interaction.response.edit_message(content=f'skipped for {interaction.user.display_name}', view=None)


class Bot(discord.Client):
    def __init__(self) -> None:
        super().__init__(intents=discord.Intents(guilds=True, voice_states=True, guild_messages=True, message_content=True))
        self.tree = app_commands.CommandTree(self)

    async def on_ready(self) -> None:
        synced = await self.tree.sync()
        tell('ready', user=str(self.user.id), guilds=[guild.name for guild in self.guilds], synced=[c.name for c in synced])

    async def on_message(self, message: discord.Message) -> None:
        if message.author != self.user:
            tell('message', content=message.content, author=message.author.display_name)

    async def on_voice_state_update(self, member: discord.Member, before: discord.VoiceState, after: discord.VoiceState) -> None:
        tell('voice', member=member.name, channel=after.channel.name if after.channel else None)


bot = Bot()


@bot.tree.command(description='Show the panel')
@app_commands.describe(query='What to play')
async def play(interaction: discord.Interaction, query: str) -> None:
    await interaction.response.defer()
    embed = discord.Embed(title=query, description='by discord.py')
    await interaction.followup.send('panel', embed=embed, view=Panel())


@bot.tree.command(description='Come to my channel and play')
async def join(interaction: discord.Interaction) -> None:
    await interaction.response.send_message('coming')
    voice = await interaction.user.voice.channel.connect(self_deaf=True)
    done = asyncio.Event()
    loop = asyncio.get_running_loop()
    voice.play(Frames(), after=lambda error: loop.call_soon_threadsafe(done.set))
    await done.wait()
    await interaction.edit_original_response(content='played')
    await voice.disconnect()


@bot.tree.error
async def failed(interaction: discord.Interaction, error: app_commands.AppCommandError) -> None:
    tell('error', error=repr(error))


# What the library warns of goes to stderr, which a failed test shows.
bot.run(os.environ['TOKEN'], log_level=logging.WARNING)
