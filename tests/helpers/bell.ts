/** The density of N(mean, variance) at x, written here and not taken from the library, for checks of it. */
export const bell = (x: number, mean = 0, variance = 1): number =>
  Math.exp(-((x - mean) ** 2) / (2 * variance)) / Math.sqrt(2 * Math.PI * variance);
