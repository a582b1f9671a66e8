declare module 'virtual:book' {
  const book: import('./compile.ts').Book;
  export default book;
}
