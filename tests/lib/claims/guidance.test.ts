import { V33, V34, V42, V43 } from '../../../src/lib/claims/guidance.ts';
import { testClaims } from '../../helpers/claims.ts';

testClaims([V33, V34, V42, V43]);
