export { AudioNode } from './audio-node.ts';
export { defaultSettings, readSettings } from './settings.ts';
export type { NodeSettings } from './settings.ts';
export { libraryPlaylists, libraryTracks } from './library/library-tracks.ts';
export type { LibraryPlaylist, LibraryTrack, TrackFault } from './library/library-tracks.ts';
