/** A file whose address the bundler puts into the program. */
declare module '*?url' {
  const url: string;
  export default url;
}
