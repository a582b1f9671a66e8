import { main } from './main.ts';
import { train } from './train.ts';

await main(() => train('arm', process.argv.slice(2)));
