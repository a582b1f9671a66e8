import { UsageError } from './options.ts';

/** Runs a command: a usage error is one sentence and exit code 2; anything else keeps its stack. */
export async function main(command: () => Promise<number>): Promise<void> {
  try {
    process.exit(await command());
  } catch (error) {
    if (error instanceof UsageError) {
      process.stderr.write(`${error.message}\n`);
      process.exit(2);
    }
    throw error;
  }
}
