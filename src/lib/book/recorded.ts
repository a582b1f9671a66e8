/** The recorded runs of public/runs: what was run where, for the page that tells how to run it again. Build time only. */
import { readdirSync, readFileSync } from 'node:fs';
import { join } from 'node:path';

export interface RecordedRun {
  file: string;
  command: string;
  backend: string;
  device: string;
  date: string;
  seconds: number;
}

export function recordedRuns(folder = join(process.cwd(), 'public/runs')): RecordedRun[] {
  return readdirSync(folder)
    .filter((file) => file.endsWith('.json'))
    .sort()
    .flatMap((file) => {
      const run = JSON.parse(readFileSync(join(folder, file), 'utf8')) as Partial<RecordedRun>;
      const { command, backend, device = '', date = '', seconds } = run;
      // Measurements of the engine are told on their own page.
      return command && backend && seconds
        ? [{ file, command: command.replace(/[\s-]+$/, ''), backend, device, date, seconds }]
        : [];
    });
}
