/** Switches of the engine, for measurements and tests: the page leaves them alone. */
export const settings = {
  /** Record compiled steps and replay them, where the backend can. */
  replay: true,
  /** Use our own kernels where there are any. */
  fused: true,
  /** Let the device draw the normals that a step takes, where it can. */
  deviceDraws: true,
};
