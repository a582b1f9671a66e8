/** A progress bar: one line that rewrites itself on a terminal, a line every ten per cent elsewhere. */

export function duration(seconds: number): string {
  if (!Number.isFinite(seconds)) return '?';
  const s = Math.round(seconds);
  return s < 60 ? `${s} s` : `${Math.floor(s / 60)} min ${String(s % 60).padStart(2, '0')} s`;
}

export interface ProgressBar {
  update(done: number, total: number, note: string): void;
  /** Ends the line. */
  finish(): void;
}

export function progressBar(stream: NodeJS.WriteStream = process.stderr): ProgressBar {
  let lastTenth = -1;
  let open = false;
  return {
    update(done, total, note) {
      const share = Math.min(1, done / Math.max(1, total));
      if (stream.isTTY) {
        const filled = Math.round(share * 24);
        const line = `${'█'.repeat(filled)}${'░'.repeat(24 - filled)} ${String(Math.floor(share * 100)).padStart(3)} %  ${note}`;
        stream.write(`\r\x1b[2K${line.slice(0, (stream.columns ?? 100) - 1)}`);
        open = true;
      } else if (Math.floor(share * 10) > lastTenth) {
        lastTenth = Math.floor(share * 10);
        stream.write(`${String(lastTenth * 10).padStart(3)} %  ${note}\n`);
      }
    },
    finish() {
      if (open) stream.write('\n');
      open = false;
      lastTenth = -1;
    },
  };
}
