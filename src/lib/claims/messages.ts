/** What passes between a badge and the worker that checks its claim. */
import type { Row } from './report.ts';

/** The page says which claim. */
export type Question = string;

/** The worker says how far it is, and in the end what it found, or why it could not. */
export type Answer = { fraction: number } | { rows: Row[]; seconds: number } | { fault: string };
