import { V46, V47 } from '../../../src/lib/claims/vae.ts';
import { testClaims } from '../../helpers/claims.ts';

testClaims([V46, V47]);
