import { V48, V49, V50 } from '../../../src/lib/claims/flow.ts';
import { testClaims } from '../../helpers/claims.ts';

testClaims([V48, V49, V50]);
