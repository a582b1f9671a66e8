/** Choices of the race's controls, with the words a reader sees. */
const titles: Record<string, string> = {
  nonSaturating: 'non-saturating',
  minimax: 'minimax',
  leastSquares: 'least squares',
  hinge: 'hinge',
  wasserstein: 'Wasserstein',
  relativistic: 'relativistic',
  ddim: 'DDIM',
  ancestral: 'ancestral, variance β',
  ancestralBeta: 'ancestral, variance β̃',
  linear: 'linear',
  cosine: 'cosine',
};

export const named = (names: readonly string[]) => names.map((value) => ({ value, text: titles[value] ?? value }));
export const numbers = (values: readonly number[]) => values.map((value) => ({ value, text: String(value) }));
export const rates = numbers([1e-4, 2e-4, 4e-4, 1e-3, 2e-3, 3e-3, 5e-3, 1e-2]);
export const updates = numbers([0, 1, 2, 3, 5]);
export const backends = [
  { value: 'auto', text: 'the fastest here' },
  { value: 'webgpu', text: 'WebGPU' },
  { value: 'wasm', text: 'WebAssembly' },
  { value: 'cpu', text: 'JavaScript' },
];
