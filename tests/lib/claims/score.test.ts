import { V20, V24, V25, V26, V37, V41 } from '../../../src/lib/claims/score.ts';
import { testClaims } from '../../helpers/claims.ts';

testClaims([V20, V24, V25, V26, V37, V41]);
