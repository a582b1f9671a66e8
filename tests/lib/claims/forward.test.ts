import { V21, V22, V23, V27, V32 } from '../../../src/lib/claims/forward.ts';
import { testClaims } from '../../helpers/claims.ts';

testClaims([V21, V22, V23, V27, V32]);
