/** What a result was measured on, and a name for its file. */
import { cpus, loadavg } from 'node:os';

export const machineName = (): string =>
  `${cpus()[0]?.model ?? 'unknown processor'}, ${cpus().length} cores`
    .toLowerCase()
    .replace(/\((r|tm)\)|@.*ghz|processor|cpu/g, ' ')
    .replace(/[^a-z0-9]+/g, '-')
    .replace(/^-|-$/g, '');

/** How many processes wanted a core over the last minute: above the number of cores, wall times are other people's too. */
export const load = (): number => Number(loadavg()[0]!.toFixed(1));
