import { main } from './main.ts';
import { train } from './train.ts';

await main(() => train('gan', process.argv.slice(2)));
