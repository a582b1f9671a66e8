/** The integral of f from 0 to 1 by the midpoint rule: no value at the ends is asked for. */
export function midpoints(f: (x: number) => number, cells: number): number {
  let sum = 0;
  for (let i = 0; i < cells; i++) sum += f((i + 0.5) / cells);
  return sum / cells;
}
