/** Reading and writing named controls (inputs and selects) inside an element. */
type Field = HTMLInputElement | HTMLSelectElement;

export function field(root: ParentNode, name: string): Field | null {
  return root.querySelector<Field>(`:is(input, select)[name="${name}"]`);
}

/** A check box: its state. A number or range: a number. Anything else: its text. Null where there is no such control. */
export function read(root: ParentNode, name: string): boolean | number | string | null {
  const control = field(root, name);
  if (!control) return null;
  if (control.type === 'checkbox') return (control as HTMLInputElement).checked;
  if (control.type === 'range' || control.type === 'number') return Number(control.value);
  return control.value;
}

export const checked = (root: ParentNode, name: string): boolean => read(root, name) === true;

/** Sets a control and the text that stands for its value. A select gets the option it lacks, so that a preset shows. */
export function write(root: ParentNode, name: string, value: boolean | number | string): void {
  const control = field(root, name);
  if (!control) return;
  if (control instanceof HTMLInputElement && control.type === 'checkbox') control.checked = value === true;
  else {
    if (
      control instanceof HTMLSelectElement &&
      ![...control.options].some((option) => option.value === String(value))
    ) {
      control.add(new Option(String(value), String(value)));
    }
    control.value = String(value);
  }
}

/** The text beside a slider. */
export function writeText(root: ParentNode, name: string, text: string): void {
  const output = root.querySelector(`[data-value-of="${name}"]`);
  if (output && output.textContent !== text) output.textContent = text;
}

/** Calls back on every change of a named control inside `root`. */
export function onChange(
  root: HTMLElement,
  callback: (name: string, final: boolean) => void,
  signal: AbortSignal,
): void {
  const handler = (event: Event) => {
    const name = (event.target as Field | null)?.name;
    if (name) callback(name, event.type === 'change');
  };
  root.addEventListener('input', handler, { signal });
  root.addEventListener('change', handler, { signal });
}
