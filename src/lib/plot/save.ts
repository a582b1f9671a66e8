/** Saving what is drawn: as SVG, as PNG, and its numbers as CSV. */

/** Gives the reader a file. */
export function download(name: string, content: Blob): void {
  const link = document.createElement('a');
  link.href = URL.createObjectURL(content);
  link.download = name;
  link.click();
  setTimeout(() => URL.revokeObjectURL(link.href), 10_000);
}

/** A picture of its own: the style that the page's sheet would give is written into it. */
export function svgDocument(
  width: number,
  height: number,
  body: string,
  colours: { ink: string; muted: string; rule: string; paper: string },
): string {
  const { ink, muted, rule, paper } = colours;
  return (
    `<svg xmlns="http://www.w3.org/2000/svg" viewBox="0 0 ${width} ${height}" width="${width}" height="${height}" font-family="'Source Sans 3 Variable', 'Source Sans 3', system-ui, sans-serif" font-size="12">` +
    `<style>.tick,.axis-label{fill:${muted};font-size:11px}.series-name{font-weight:600;font-size:11px}` +
    `.grid{stroke:${rule}}.axis{stroke:${muted}}.title{fill:${ink};font-size:15px;font-weight:600}.border{fill:none;stroke:${rule}}</style>` +
    `<rect width="${width}" height="${height}" fill="${paper}"/>${body}</svg>`
  );
}

/** @throws Error where the browser cannot draw the picture. */
export async function pngOf(svg: string, width: number, height: number, scale = 2): Promise<Blob> {
  const image = new Image();
  image.src = `data:image/svg+xml;charset=utf-8,${encodeURIComponent(svg)}`;
  await image.decode();
  const canvas = document.createElement('canvas');
  canvas.width = width * scale;
  canvas.height = height * scale;
  canvas.getContext('2d')!.drawImage(image, 0, 0, canvas.width, canvas.height);
  return new Promise((resolve, reject) => {
    canvas.toBlob(
      (blob) => (blob ? resolve(blob) : reject(new Error('This browser could not make a PNG.'))),
      'image/png',
    );
  });
}

/** Columns of numbers as CSV with a heading; a missing or non-finite value is an empty cell. */
export function csv(columns: Record<string, ArrayLike<number | null | undefined>>): string {
  const names = Object.keys(columns);
  const rows = Math.max(0, ...names.map((name) => columns[name]!.length));
  const lines = [names.join(',')];
  for (let i = 0; i < rows; i++) {
    lines.push(
      names
        .map((name) => {
          const value = columns[name]![i];
          return typeof value === 'number' && Number.isFinite(value) ? String(Number(value.toPrecision(7))) : '';
        })
        .join(','),
    );
  }
  return `${lines.join('\n')}\n`;
}
