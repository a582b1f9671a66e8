/**
 * Files dropped on the panel. While it is open, one that is dropped beside it is lost, not opened: a browser would leave
 * the page for it, and the run with it.
 */
export function bindDrop(
  panel: HTMLDetailsElement,
  bring: (files: File[], on: Element) => void,
  signal: AbortSignal,
): void {
  const mark = (over: boolean) => panel.classList.toggle('is-over', over);
  const on = (type: 'dragover' | 'drop', action: (event: DragEvent, transfer: DataTransfer, on: Element) => void) =>
    document.addEventListener(
      type,
      (event) => {
        const { target, dataTransfer } = event;
        const element = target instanceof Element ? target : (target as Node).parentElement; // Firefox names the text
        if (panel.open && element && dataTransfer?.types.includes('Files')) action(event, dataTransfer, element);
      },
      { signal },
    );

  on('dragover', (event, transfer, element) => {
    const here = panel.contains(element);
    mark(here);
    event.preventDefault();
    transfer.dropEffect = here ? 'copy' : 'none';
  });
  on('drop', (event, transfer, element) => {
    mark(false);
    event.preventDefault();
    if (panel.contains(element)) bring([...transfer.files], element);
  });
  document.addEventListener('dragleave', ({ relatedTarget }) => relatedTarget === null && mark(false), { signal });
}

/** As if the reader had chosen them in the field. */
export function putFiles(field: HTMLInputElement, files: readonly File[]): void {
  const list = new DataTransfer();
  for (const file of files) list.items.add(file);
  field.files = list.files;
}
