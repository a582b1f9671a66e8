import { afterEach, expect } from 'vitest';
import { takeRefusals } from './refusals.ts';

// A test that expects a refusal takes it away itself.
afterEach(async () => expect(await takeRefusals(), 'what the graphics device refused').toEqual([]));
