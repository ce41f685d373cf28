import type { LibraryTrack } from './library-tracks.ts';

/** A cover for a track: a colour and a wave that follow from its frequency. */
export function drawArtwork({ title, author, frequency }: LibraryTrack): string {
  const hue = Math.round((frequency * 137.5) % 360);
  const waves = Math.round(frequency / 100);
  const points = Array.from({ length: 129 }, (_, i) => {
    const y = 256 + 90 * Math.sin((i / 128) * waves * Math.PI);
    return `${i * 4},${y.toFixed(1)}`;
  });
  return [
    `<svg xmlns="http://www.w3.org/2000/svg" width="512" height="512" viewBox="0 0 512 512">`,
    `<rect width="512" height="512" fill="hsl(${hue} 60% 28%)"/>`,
    `<polyline points="${points.join(' ')}" fill="none" stroke="hsl(${hue} 80% 72%)" stroke-width="6"/>`,
    `<g fill="#fff" font-family="sans-serif"><text x="32" y="440" font-size="40">${escapeXml(title)}</text>`,
    `<text x="32" y="480" font-size="24">${escapeXml(author)}</text></g></svg>`,
  ].join('');
}

function escapeXml(text: string): string {
  return text.replace(/[<>&"']/g, (character) => `&#${character.charCodeAt(0)};`);
}
