import { V36, V44, V45 } from '../../../src/lib/claims/likelihood.ts';
import { testClaims } from '../../helpers/claims.ts';

testClaims([V36, V44, V45]);
