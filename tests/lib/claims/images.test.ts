import { beforeAll } from 'vitest';
import { V57 } from '../../../src/lib/claims/images.ts';
import { useBackend } from '../../helpers/backends.ts';
import { testClaims } from '../../helpers/claims.ts';

beforeAll(async () => void (await useBackend('wasm')));
testClaims([V57]);
