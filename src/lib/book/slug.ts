/** `02-the-gan-game.mdx` is the chapter `the-gan-game`. */
export const slugOf = (file: string) =>
  file
    .replace(/^.*\//, '')
    .replace(/^\d+-/, '')
    .replace(/\.mdx$/, '');
