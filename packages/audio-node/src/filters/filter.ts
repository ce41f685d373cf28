/** Changes one frame of interleaved stereo samples in place. Keeps its own state between frames. */
export interface Filter {
  process(samples: Float32Array): void;
}
