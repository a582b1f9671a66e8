/** MNIST from where whoever built this site put it. Nothing is fetched before the reader asks. */
import { BadInput, isBadInput } from '../../../lib/data/badInput.ts';
import { download } from '../../../lib/data/download.ts';
import { browserFileCache } from '../../../lib/data/fileCache.ts';
import { openMnist, type Reading } from './ownReaders.ts';
import { received, type Brought } from './ownWords.ts';

const files = ['t10k-images-idx3-ubyte.gz', 't10k-labels-idx1-ubyte.gz'] as const;

/** @param folder ends in a slash */
export async function fetchMnist(folder: URL, reading: Reading): Promise<Brought> {
  const { signal, progress } = reading;
  const cache = browserFileCache();
  const urls = files.map((name) => new URL(name, folder).href);
  const get = (url: string, what: string) =>
    download(url, {
      signal,
      cache,
      progress: ({ bytes, total }) =>
        progress(total === null ? null : bytes / total, `${what}, ${received(bytes, total)}`),
    });
  const images = await get(urls[0]!, 'Images');
  const labels = await get(urls[1]!, 'Labels');
  try {
    const brought = await openMnist(images.bytes, labels.bytes, reading, { images: files[0], labels: files[1] });
    const from = images.kept && labels.kept ? ['They lay in this browser already.'] : [];
    return { ...brought, notes: [...brought.notes, ...from, ...images.notes] };
  } catch (error) {
    if (!isBadInput(error)) throw error;
    await Promise.all(urls.map((url) => cache.forget(url))); // or the same files would come again for ever
    throw new BadInput(`${error.message} Neither file is kept: you can download them again.`, { cause: error });
  }
}
