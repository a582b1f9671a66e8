/** A failure about which the reader can do more than try again: a button of its own. */
export class Mendable extends Error {
  readonly label: string;
  readonly mend: () => void | Promise<void>;
  constructor(message: string, label: string, mend: () => void | Promise<void>) {
    super(message);
    this.label = label;
    this.mend = mend;
  }
}
