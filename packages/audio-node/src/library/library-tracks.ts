/** How a library track misbehaves: at loading, when it starts, after two seconds, or by falling silent after two seconds. */
export type TrackFault = 'load' | 'start' | 'midway' | 'stuck';

export interface LibraryTrack {
  slug: string;
  title: string;
  author: string;
  /** Milliseconds; a stream has none. */
  length: number;
  /** The pure tone it consists of, in whole Hz; no two are closer than 8 %. */
  frequency: number;
  isStream?: true;
  fault?: TrackFault;
  /** With the fault `load`: why; null for a failure of the source itself, which has no words for users. */
  reason?: string | null;
  /** No stream, and yet it tells no length. */
  hidesLength?: true;
  /** 200 to 3200 Hz, an octave every 2.5 s, every 10 s anew: the frequency tells which place of the track is heard. */
  sweeps?: true;
}

const minute = 60_000;

/** Everything the library can play; tests tell tracks apart by frequency. */
export const libraryTracks: readonly LibraryTrack[] = [
  track('harbour-lights', 'Harbour Lights', 'The Night Ferries', 8_000, 262),
  track('paper-boats', 'Paper Boats', 'Mira Holt', 15_000, 311),
  track('first-snow', 'First Snow', 'Northern Line', 30_000, 370),
  track('concert-pitch', 'Concert Pitch', 'Tuning Fork Trio', 3 * minute, 440),
  track('long-way-home', 'Long Way Home', 'Mira Holt', 4 * minute, 523),
  track('glass-garden', 'Glass Garden', 'Aster & Vale', 5 * minute, 622),
  track('slow-river', 'Slow River', 'The Night Ferries', 12 * minute, 740),
  track('high-plains', 'High Plains', 'Northern Line', 15 * minute, 880),
  track('morning-shift', 'Morning Shift', 'Copper Lane', 20 * minute, 1047),
  track('evening-shift', 'Evening Shift', 'Copper Lane', 20 * minute, 1175),
  track('lighthouse', 'Lighthouse', 'Aster & Vale', 30 * minute, 1319),
  track('endless-summer', 'Endless Summer', 'Tuning Fork Trio', 60 * minute, 1568),
  { ...track('radio', 'Radio Anankor', 'On Air', 0, 1760), isStream: true },
  { ...track('unavailable', 'Unavailable', 'Out of Reach', minute, 1976), fault: 'load' },
  { ...track('broken', 'Broken', 'Out of Reach', minute, 1976), fault: 'start' },
  { ...track('torn', 'Torn', 'Out of Reach', minute, 1976), fault: 'midway' },
  { ...track('stuck', 'Stuck', 'Out of Reach', minute, 1976), fault: 'stuck' },
];

export interface LibraryPlaylist {
  slug: string;
  name: string;
  tracks: readonly string[];
}

export const libraryPlaylists: readonly LibraryPlaylist[] = [
  { slug: 'all', name: 'The Whole Library', tracks: playable().map(({ slug }) => slug) },
  { slug: 'short', name: 'Short Ones', tracks: ['harbour-lights', 'paper-boats', 'first-snow'] },
  { slug: 'shifts', name: 'Shifts', tracks: ['morning-shift', 'evening-shift', 'lighthouse'] },
];

/** The tracks that play to their end. */
export function playable(): LibraryTrack[] {
  return libraryTracks.filter(({ isStream, fault }) => !isStream && !fault);
}

function track(slug: string, title: string, author: string, length: number, frequency: number): LibraryTrack {
  return { slug, title, author, length, frequency };
}
