/** `mutants`: plants every bug in turn and prints the checks that caught it. Exit code 1 if one survives. */
import { useBackend } from '../helpers/backends.ts';
import { checks } from './checks.ts';
import { plantedBugs } from './index.ts';
import { mutants } from './samplers.ts';
import { library } from './subject.ts';

interface Caught {
  id: string;
  description: string;
  by: string[];
  /** What is wrong with the check itself: it fails of the library as it is. */
  fault: string | null;
}

const short = (x: number) => (Number.isFinite(x) ? Number(x.toPrecision(2)).toString() : 'not finite');

console.warn = () => {}; // TensorFlow.js notes which kernels it registers
await useBackend('cpu');
const results: Caught[] = [];

for (const { id, description, mutate } of mutants) {
  const subject = mutate(library);
  const by = checks
    .map(({ name, error, tolerance }) => ({ name, error: error(subject), tolerance }))
    .filter(({ error, tolerance }) => !(error <= tolerance))
    .map(({ name, error, tolerance }) => `${name}: error ${short(error)}, tolerance ${tolerance}`);
  results.push({ id, description, by, fault: null });
}
for (const check of checks) {
  const error = check.error(library);
  if (!(error <= check.tolerance)) results.push({ id: '-', description: check.name, by: [], fault: short(error) });
}
for (const { id, description, test, error, correct, tolerance } of plantedBugs) {
  const right = await correct();
  const wrong = await error();
  results.push({
    id,
    description,
    by: wrong > tolerance || Number.isNaN(wrong) ? [`${test}: error ${short(wrong)}, tolerance ${tolerance}`] : [],
    fault: right <= tolerance ? null : `the check fails of the library itself, error ${short(right)}`,
  });
}

for (const { id, description, by, fault } of results) {
  console.log(`${fault ? 'BROKEN  ' : by.length > 0 ? 'caught  ' : 'SURVIVED'}  ${id.padEnd(22)} ${description}`);
  for (const line of fault ? [fault] : by) console.log(`${' '.repeat(33)} by ${line}`);
}
const survivors = results.filter(({ by, fault }) => fault !== null || by.length === 0);
console.log(
  `\n${results.length} planted bugs, ${results.length - survivors.length} caught${survivors.length > 0 ? `; NOT ${survivors.map(({ id }) => id).join(', ')}` : ''}.`,
);
process.exit(survivors.length === 0 ? 0 : 1);
