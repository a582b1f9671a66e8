/** MNIST from where whoever built this site put it. Nothing is fetched before the reader asks. */
import { download } from '../../../lib/data/download.ts';
import { browserFileCache } from '../../../lib/data/fileCache.ts';
import { openMnist, type Reading } from './ownReaders.ts';
import { received, type Brought } from './ownWords.ts';

const files = ['t10k-images-idx3-ubyte.gz', 't10k-labels-idx1-ubyte.gz'] as const;

/** @param folder ends in a slash */
export async function fetchMnist(folder: URL, reading: Reading): Promise<Brought> {
  const { signal, progress } = reading;
  const cache = browserFileCache();
  const get = (name: string) =>
    download(new URL(name, folder).href, {
      signal,
      cache,
      progress: ({ bytes, total }) => progress(total === null ? null : bytes / total, received(bytes, total)),
    });
  const images = await get(files[0]);
  const labels = await get(files[1]);
  const brought = await openMnist(images.bytes, labels.bytes, reading);
  const from = images.kept && labels.kept ? ['They lay in this browser already.'] : [];
  return { ...brought, notes: [...brought.notes, ...from, ...images.notes] };
}
