/** What the build measured, in a text that travels with the page, so that a first touch does not wipe it out. */
import { emptyMemory, type Band, type Mark, type Memory } from './race.ts';

interface Frozen {
  marks: [string, Mark[]][];
  bands: [string, Band][];
}

const short = (value: number | null) => (value === null ? null : Number(value.toPrecision(6)));

export function freeze({ marks, bands }: Memory): string {
  const frozen: Frozen = {
    marks: [...marks].map(([key, list]) => [
      key,
      list.map(({ evaluations, error, swd, hq, spread }) => ({
        evaluations,
        error: short(error),
        swd: short(swd),
        hq: short(hq),
        spread: short(spread),
      })),
    ]),
    bands: [...bands],
  };
  return JSON.stringify(frozen);
}

/** A memory that begins with the recorded race; an empty one where the text is not there or not understood. */
export function thaw(text: string | null | undefined): Memory {
  const memory = emptyMemory();
  if (!text) return memory;
  try {
    const { marks, bands } = JSON.parse(text) as Frozen;
    for (const [key, list] of marks) memory.marks.set(key, list);
    for (const [key, band] of bands) memory.bands.set(key, band);
    return memory;
  } catch {
    return emptyMemory();
  }
}
