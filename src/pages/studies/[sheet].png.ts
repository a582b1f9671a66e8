/** What each arm of a study of images drew, and the real data beside it, as pictures. */
import type { APIRoute } from 'astro';
import { greyPng, sheet } from '../../lib/book/png.ts';
import { sides, studies } from '../../lib/book/studies.ts';

const columns = 12;

export function getStaticPaths() {
  return studies.flatMap((study) => {
    const side = sides[study.experiment];
    if (!side) return [];
    const [low, high] = study.range ?? [-1, 1];
    const sheets = study.arms.flatMap(({ name }) => {
      const x = study.shown[name]?.samples[0];
      return x ? [{ name, x }] : [];
    });
    const real = study.data.length > 0 ? [{ name: 'real', x: study.data }] : [];
    return [...real, ...sheets].map(({ name, x }) => ({
      params: { sheet: `${study.experiment}-${name}` },
      props: { x, side, low, high },
    }));
  });
}

export const GET: APIRoute = ({ props }) => {
  const { x, side, low, high } = props as { x: number[]; side: number; low: number; high: number };
  const { pixels, width, height } = sheet(x, side, columns, low, high);
  return new Response(greyPng(pixels, width, height), { headers: { 'Content-Type': 'image/png' } });
};
