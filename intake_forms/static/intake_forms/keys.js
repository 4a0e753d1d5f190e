// Keys of questions and the like are chosen among those that can be meant, and days from a calendar or counted from today.
import { checkboxes, dayControl, fillSelect, standIn } from './controls.js';
import { LiveController, child, config, input, isDeleted, localText, make, setValue } from './page.js';
import { earlierQuestions, questionsHere } from './questions.js';

const named = ({ key, label, group }) => ({ value: key, label: label || key, group });
/** The field that an input is the only one of, and the part of the form that the field belongs to. */
const fieldOf = (el) => el.closest('[data-contentpath]');
const partOf = (el) => fieldOf(el).parentElement;
const labelOf = (el) => fieldOf(el).querySelector('label').textContent.replace('*', '').trim();
const COUNTED = ['number', 'age', 'group'];

/** What a field may name, by its data-keys. */
const OFFERED = {
  total: (el) => earlierQuestions(el).filter((q) => COUNTED.includes(q.kind)).map(named),
  group: (el) => earlierQuestions(el).filter((q) => q.kind === 'group').map(named),
  title: (el) => questionsHere().filter((q) => q.around?.contains(el)).map(({ block, label }) => ({ value: input(block, 'key').value, label })),
  options: (el) => [...(child(partOf(el), 'options')?.querySelectorAll('[data-option]') ?? [])].filter((option) => !isDeleted(option))
    .map((option) => ({ value: input(option, 'value').value, label: localText(option, 'label') })),
  rule_set: () => config.ruleSets,
  role: () => [
    ...questionsHere().filter((q) => q.block.dataset.question === 'choice' && q.block.closest('[data-contentpath="gate"]')).map(named),
    // Of the sections only what a form can take over: a computed value compares like a choice, and nobody answers it.
    ...(config.inSections ?? []).filter((q) => q.kind === 'choice' && config.ours?.some((own) => own.value === q.key)).map(named),
  ],
  forms: () => config.forms ?? [],
  theirs: (el) => config.forms?.find((form) => form.value === input(partOf(el), 'form').value)?.questions ?? [],
  ours: () => config.ours ?? [],
};

class KeysController extends LiveController {
  connect() {
    this.truth = this.element.matches('input') ? this.element : this.element.querySelector('input');
    super.connect();
  }

  refresh() {
    const offered = OFFERED[this.element.dataset.keys](this.element).filter((o) => o.value);
    const signature = JSON.stringify([offered, this.truth.value]);
    if (signature === this.signature) return;
    this.signature = signature;
    if ('keysSeveral' in this.element.dataset) {
      if (!this.truth.parentElement.contains(document.activeElement)) standIn(this.truth, checkboxes(this.truth, offered, labelOf(this.element)));
      return;
    }
    this.select ??= make('select', { onchange: () => setValue(this.truth, this.select.value) });
    fillSelect(this.select, [...Map.groupBy(offered, (o) => o.group ?? '')], this.truth.value);
    standIn(this.truth, this.select);
  }
}

class DayController extends LiveController {
  connect() {
    this.truth = this.element.querySelector('input');
    standIn(this.truth, dayControl(this.truth, labelOf(this.element)));
    super.connect();
  }

  refresh() {}
}

if (config) {
  window.wagtail.app.register('keys', KeysController);
  window.wagtail.app.register('day', DayController);
}
