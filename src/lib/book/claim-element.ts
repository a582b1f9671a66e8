/** `<book-claim>`: runs one claim of the book in a worker of its own, and shows what theory says beside what was measured. */
import type { Answer, Question } from '../claims/messages.ts';
import type { Row } from '../claims/report.ts';

const columns = ['quantity', 'theory', 'measured', 'error', 'tolerance', 'verdict'] as const satisfies (keyof Row)[];

function table(rows: readonly Row[]): HTMLTableElement {
  const table = document.createElement('table');
  const head = table.createTHead().insertRow();
  for (const name of columns) {
    const cell = document.createElement('th');
    cell.scope = 'col';
    cell.textContent = name;
    head.append(cell);
  }
  const body = table.createTBody();
  for (const row of rows) {
    const line = body.insertRow();
    line.dataset['verdict'] = row.verdict;
    for (const name of columns) {
      const cell = line.insertCell();
      cell.dataset['column'] = name;
      cell.textContent = row[name];
    }
  }
  return table;
}

/** 0.02 s, 1.3 s, 48 s */
const duration = (seconds: number) => `${seconds.toFixed(seconds < 0.095 ? 2 : seconds < 9.5 ? 1 : 0)} s`;

function summary(rows: readonly Row[], seconds: number): string {
  const failing = rows.filter(({ verdict }) => verdict !== 'holds').length;
  const what = failing === 0 ? 'Holds' : `FAILS in ${failing}`;
  return `${what}: ${rows.length} ${rows.length === 1 ? 'check' : 'checks'} in ${duration(seconds)}.`;
}

class BookClaim extends HTMLElement {
  #worker: Worker | null = null;

  connectedCallback() {
    const button = this.#part('press');
    button.hidden = false; // without script there is nothing that could check
    button.onclick = () => (this.#worker ? this.#end('Stopped.') : this.#start());
  }

  disconnectedCallback() {
    this.#end('');
  }

  #part<E extends HTMLElement = HTMLElement>(name: string): E {
    return this.querySelector<E>(`[data-part="${name}"]`)!;
  }

  #start() {
    const worker = new Worker(new URL('../claims/worker.ts', import.meta.url), { type: 'module', name: 'claim' });
    const bar = this.#part<HTMLProgressElement>('progress');
    this.#worker = worker;
    this.dataset['state'] = 'running';
    this.#part('press').textContent = 'Stop';
    this.#part('told').textContent = 'Checking …';
    this.#part('result').replaceChildren();
    bar.removeAttribute('value');
    bar.hidden = false;
    worker.onmessage = ({ data }: MessageEvent<Answer>) => {
      if ('fraction' in data) bar.value = data.fraction;
      else if ('fault' in data) this.#end(`It could not be checked here. ${data.fault}`, 'error');
      else {
        const result = this.#part('result');
        result.replaceChildren(table(data.rows));
        result.tabIndex = result.scrollWidth > result.clientWidth ? 0 : -1; // what scrolls must be reached by keyboard
        this.#end(
          summary(data.rows, data.seconds),
          data.rows.every(({ verdict }) => verdict === 'holds') ? 'holds' : 'fails',
        );
      }
    };
    worker.onerror = (event) => {
      event.preventDefault();
      const why = event.message || 'Its code could not be loaded; is there a connection?';
      this.#end(`It could not be checked here. ${why}`, 'error');
    };
    worker.postMessage(this.dataset['claim'] satisfies Question | undefined);
  }

  #end(told: string, state = 'idle') {
    this.#worker?.terminate();
    this.#worker = null;
    this.dataset['state'] = state;
    this.#part('press').textContent = state === 'idle' ? 'Check it here' : 'Check again';
    this.#part('progress').hidden = true;
    this.#part('told').textContent = told;
  }
}

customElements.define('book-claim', BookClaim);
