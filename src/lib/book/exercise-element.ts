/** `<book-exercise>`: checks a number and remembers, on this machine only, that it was right. */
import { gradeAnswer } from './grade.ts';
import { loadSolved, saveSolved } from './progress.ts';

const verdicts = {
  right: 'Correct.',
  near: 'Very close: check the rounding and the sign.',
  wrong: 'Not yet. The hint may help.',
  unreadable: 'Please write a number, such as 0.25, 1/4 or 2.5e-1.',
};

class BookExercise extends HTMLElement {
  connectedCallback() {
    const form = this.querySelector<HTMLFormElement>('[data-check]');
    const input = form?.querySelector('input');
    const verdict = form?.querySelector('[data-verdict]');
    if (!form || !input || !verdict) return;
    form.hidden = false; // without script there is nothing that could check
    const label = this.dataset['label']!;
    if (loadSolved().has(label)) this.#markDone();
    form.addEventListener('submit', (event) => {
      event.preventDefault();
      const grade = gradeAnswer(input.value, Number(this.dataset['answer']), Number(this.dataset['tolerance']));
      const near = form.querySelector<HTMLTemplateElement>('[data-near]');
      if (grade === 'near' && near) verdict.replaceChildren(near.content.cloneNode(true));
      else verdict.textContent = verdicts[grade];
      form.dataset['grade'] = grade;
      input.setAttribute('aria-invalid', String(grade === 'unreadable'));
      if (grade === 'right') {
        saveSolved(label);
        this.#markDone();
      }
    });
    input.addEventListener('input', () => {
      delete form.dataset['grade'];
      verdict.textContent = '';
    });
  }

  #markDone() {
    this.dataset['solved'] = '';
    this.querySelector<HTMLElement>('[data-done]')!.hidden = false;
  }
}

customElements.define('book-exercise', BookExercise);
