/** `validate`: runs the book's claims and prints what theory says beside what was measured. */
import { basename, dirname } from 'node:path';
import { chooseBackend } from '../src/lib/engine/backends.ts';
import { holds, type Check, type Claim } from '../src/lib/claims/claim.ts';
import { claims, findClaim } from '../src/lib/claims/index.ts';
import { row } from '../src/lib/claims/report.ts';
import { main } from './main.ts';
import { readOptions, UsageError } from './options.ts';
import { prepareFolder, writeWhole } from './output.ts';
import { duration, progressBar } from './progress.ts';
import { provenance } from './provenance.ts';
import { wasmPaths } from './run.ts';

interface Verdict {
  claim: Claim;
  checks: Check[];
  seconds: number;
  /** Why it could not be run to its end. */
  fault: string | null;
}

const usage = `Runs the book's claims: each row compares a closed form with what the library computes, here and now.

  npm run validate                  all of them
  npm run validate -- --quick       without the rows that train
  npm run validate -- --only V28    some of them, separated by commas`;

/** The claims asked for, in the order of their numbers. */
function chosen(only: string | undefined, quick: boolean): readonly Claim[] {
  if (!only) return claims.filter(({ cost }) => !quick || cost !== 'training');
  return only.split(',').map((id) => {
    const claim = findClaim(id.trim());
    if (claim) return claim;
    throw new UsageError(`There is no claim ${id.trim()}. There are ${claims.map((c) => c.id).join(', ')}.`);
  });
}

function lines({ claim, checks, seconds, fault }: Verdict): string[][] {
  const [first, ...rest] = checks.map((check, i) => {
    const { quantity, theory, measured, error, tolerance, verdict } = row(check);
    return [i === 0 ? claim.id : '', quantity, theory, measured, error, tolerance, verdict];
  });
  const head = [claim.id, claim.title, '', '', '', `${seconds.toFixed(1)} s`, fault ? 'FAILS' : ''];
  if (fault) return [[...head.slice(0, 1), `${claim.title}: ${fault}`, ...head.slice(2)]];
  return [head, ...[first!, ...rest].map((row) => ['', ...row.slice(1)])];
}

function table(verdicts: readonly Verdict[]): string {
  const header = ['', '', 'theory', 'measured', 'error', 'tolerance', 'verdict'];
  const body = [header, ...verdicts.flatMap(lines)];
  const widths = header.map((_, i) => Math.max(...body.map((row) => [...row[i]!].length)));
  const pad = (cell: string, i: number) => (i < 2 || i > 4 ? cell.padEnd(widths[i]!) : cell.padStart(widths[i]!));
  return body.map((row) => row.map(pad).join('  ').trimEnd()).join('\n');
}

async function validate(): Promise<number> {
  const values = readOptions(process.argv.slice(2), usage, {
    only: { kind: 'text', help: 'some claims by their numbers, V28,V29' },
    quick: { kind: 'flag', help: 'leave out the rows that train' },
    json: { kind: 'text', help: 'file for the results' },
  });
  if (!values) return 0;
  const list = chosen(values.only as string | undefined, values.quick as boolean);
  const json = values.json as string | undefined;
  if (json) prepareFolder(dirname(json));
  if (list.some(({ tensors }) => tensors)) {
    await chooseBackend({ wanted: 'wasm', avoid: {}, wasmPaths, timeStep: async () => 0 });
  }
  const bar = progressBar();
  const started = performance.now();
  const verdicts: Verdict[] = [];
  for (const [i, claim] of list.entries()) {
    const say = (fraction: number) => bar.update(i + fraction, list.length, `${claim.id} ${claim.title}`);
    say(0);
    const start = performance.now();
    let checks: Check[] = [];
    let fault: string | null = null;
    try {
      checks = await claim.run(say);
      if (checks.length === 0) fault = 'it checked nothing';
    } catch (thrown) {
      fault = (thrown as Error).message;
    }
    verdicts.push({ claim, checks, seconds: (performance.now() - start) / 1000, fault });
  }
  bar.finish();
  const failed = verdicts.filter(({ checks, fault }) => fault !== null || !checks.every(holds));
  const seconds = (performance.now() - started) / 1000;
  console.log(table(verdicts));
  console.log(
    `\n${verdicts.length} claims, ${verdicts.reduce((sum, { checks }) => sum + checks.length, 0)} checks in ${duration(seconds)}: ${
      failed.length === 0 ? 'all hold' : `${failed.map(({ claim }) => claim.id).join(', ')} FAIL`
    }.`,
  );
  if (json) {
    const rows = verdicts.map(({ claim: { id, title, statement, cost }, checks, seconds: took, fault }) => ({
      id,
      title,
      statement,
      cost,
      seconds: Number(took.toFixed(3)),
      fault,
      checks: checks.map((check) => ({ ...check, holds: holds(check) })),
    }));
    writeWhole(dirname(json), basename(json), `${JSON.stringify({ ...provenance(), claims: rows }, null, 1)}\n`);
    console.log(`Written to ${json}`);
  }
  return failed.length === 0 ? 0 : 1;
}

await main(validate);
