import { main } from './main.ts';
import { train } from './train.ts';

await main(() => train('ddpm', process.argv.slice(2)));
