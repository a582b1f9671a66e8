/** Options of the command line: strict, with a sentence for everything that is not understood. */
import { parseArgs } from 'node:util';

/** A mistake of the person at the keyboard: printed as one sentence, without a stack. */
export class UsageError extends Error {}

export interface NumberOption {
  kind: 'number';
  help: string;
  min: number;
  max: number;
  integer: boolean;
  default?: number;
}
export interface ChoiceOption {
  kind: 'choice';
  help: string;
  choices: readonly string[];
  default?: string;
}
export interface TextOption {
  kind: 'text';
  help: string;
  default?: string;
}
/** Written without a value. */
export interface FlagOption {
  kind: 'flag';
  help: string;
  default?: undefined;
}
export type Option = NumberOption | ChoiceOption | TextOption | FlagOption;
export type Values = Record<string, string | number | boolean | undefined>;

function check(name: string, option: Exclude<Option, FlagOption>, text: string): string | number {
  if (option.kind === 'text') {
    if (text === '') throw new UsageError(`--${name} needs a value (${option.help}).`);
    return text;
  }
  if (option.kind === 'choice') {
    if (!option.choices.includes(text)) {
      throw new UsageError(`--${name} is one of ${option.choices.join(', ')}; got "${text}".`);
    }
    return text;
  }
  const value = Number(text);
  const what = option.integer ? 'a whole number' : 'a number';
  if (text.trim() === '' || !Number.isFinite(value) || (option.integer && !Number.isInteger(value))) {
    throw new UsageError(`--${name} is ${what} from ${option.min} to ${option.max}; got "${text}".`);
  }
  if (value < option.min || value > option.max) {
    throw new UsageError(`--${name} is ${what} from ${option.min} to ${option.max}; got ${value}.`);
  }
  return value;
}

/**
 * @returns every option by name, undefined where neither given nor defaulted; or null when help was asked for and printed.
 * @throws UsageError
 */
export function readOptions(argv: readonly string[], usage: string, options: Record<string, Option>): Values | null {
  if (argv.includes('--help') || argv.includes('-h')) {
    console.log(helpText(usage, options));
    return null;
  }
  for (const argument of argv) {
    const name = /^--([^=]+)/.exec(argument)?.[1];
    if (name && !Object.hasOwn(options, name)) {
      throw new UsageError(
        `There is no option --${name}. There are ${Object.keys(options)
          .map((o) => `--${o}`)
          .join(', ')}.`,
      );
    }
  }
  let given: Record<string, unknown>;
  try {
    const spec = Object.fromEntries(
      Object.entries(options).map(([name, { kind }]) => [
        name,
        { type: kind === 'flag' ? ('boolean' as const) : ('string' as const) },
      ]),
    );
    given = parseArgs({ args: [...argv], options: spec, allowPositionals: false }).values;
  } catch (error) {
    throw new UsageError(
      `${(error as Error).message.split('. ')[0]}. Options are written --name value; --help lists them.`,
    );
  }
  return Object.fromEntries(
    Object.entries(options).map(([name, option]) => {
      const text = given[name];
      if (option.kind === 'flag') return [name, text === true];
      return [name, typeof text === 'string' ? check(name, option, text) : option.default];
    }),
  );
}

function helpText(usage: string, options: Record<string, Option>): string {
  const rows = Object.entries(options).map(([name, option]) => {
    const kind =
      option.kind === 'number'
        ? `${option.min} to ${option.max}`
        : option.kind === 'choice'
          ? option.choices.join(' | ')
          : '';
    const fallback = option.default === undefined ? '' : ` (default ${option.default})`;
    return [`--${name}`, `${option.help}${kind ? `: ${kind}` : ''}${fallback}`] as const;
  });
  const width = Math.max(...rows.map(([name]) => name.length)) + 2;
  return [usage, '', 'Options:', ...rows.map(([name, text]) => `  ${name.padEnd(width)}${text}`)].join('\n');
}
