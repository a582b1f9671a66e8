import { V28, V29, V30, V31, V35, V38, V39, V40 } from '../../../src/lib/claims/samplers.ts';
import { testClaims } from '../../helpers/claims.ts';

testClaims([V28, V29, V30, V31, V35, V38, V39, V40]);
