/** Handles over a curve, for the pointer; keys have the sliders. */
export interface Handles {
  /** Where each is, in pixels of the host. */
  place(at: readonly { x: number; y: number }[]): void;
  remove(): void;
}

/** @param drag called with a handle's number and the height to which it is pulled, in pixels of the host */
export function createHandles(
  host: HTMLElement,
  names: readonly string[],
  drag: (i: number, y: number) => void,
  signal: AbortSignal,
): Handles {
  const elements = names.map((name, i) => {
    const handle = document.createElement('div');
    handle.className = 'level-handle';
    handle.setAttribute('aria-hidden', 'true');
    handle.dataset['handle'] = name;
    let held = false;
    handle.addEventListener(
      'pointerdown',
      (event) => {
        if (event.button !== 0) return;
        held = true;
        handle.setPointerCapture(event.pointerId);
        event.preventDefault();
      },
      { signal },
    );
    handle.addEventListener(
      'pointermove',
      (event) => held && drag(i, event.clientY - host.getBoundingClientRect().top),
      { signal },
    );
    for (const type of ['pointerup', 'pointercancel'] as const) {
      handle.addEventListener(type, () => (held = false), { signal });
    }
    host.append(handle);
    return handle;
  });
  return {
    place: (at) =>
      at.forEach(({ x, y }, i) => {
        elements[i]!.style.left = `${x.toFixed(1)}px`;
        elements[i]!.style.top = `${y.toFixed(1)}px`;
      }),
    remove: () => elements.forEach((element) => element.remove()),
  };
}
