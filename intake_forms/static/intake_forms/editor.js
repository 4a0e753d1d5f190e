// Editing aids for forms, as Stimulus controllers: conditions, and who uses what. Wagtail's own inputs keep every value (so save, autosave,
// preview, duplicate, move and comments need nothing from here); the controls made here have no name and are never posted.
import { checkboxes, dayControl, dayText, fillSelect, join, split, standIn } from './controls.js';
import { LiveController, child, config, input, isDeleted, localText, make, setValue } from './page.js';
import { earlierQuestions, forget, furtherSources, isAcross, questionsHere } from './questions.js';

class ConditionRowController extends LiveController {
  connect() {
    [this.source, this.op, this.value] = ['source', 'op', 'value'].map((name) => input(this.element, name));
    [this.of, this.times] = ['of', 'times'].map((name) => input(this.element, name));
    this.select = make('select', { onchange: () => this.choose(this.select.value) });
    standIn(this.source, this.select);
    this.listed = this.isList;
    this.op.onchange = () => { this.reshape(); this.refresh(); }; // at once: who presses Tab goes on to the value
    super.connect();
  }

  choose(key) {
    this.chosen = null;
    setValue(this.source, key);
    setValue(this.value, '');
    this.refresh();
    const { takes } = this;
    const op = !takes || this.op.value in takes ? this.meant(this.op.value) : Object.keys(takes)[0];
    if (op !== this.op.value) setValue(this.op, op);
    this.refresh();
  }

  refresh() {
    const questions = [...earlierQuestions(this.element), ...furtherSources()];
    const renamed = this.chosen && questions.find((q) => q.block === this.chosen); // follow a question whose key is being edited
    if (renamed && renamed.key !== this.source.value && !questions.some((q) => q.key === this.source.value)) setValue(this.source, renamed.key);
    this.question = questions.find((q) => q.key === this.source.value);
    if (this.question) this.chosen = this.question.block;
    const groups = Map.groupBy(questions, (q) => q.group);
    fillSelect(this.select, [...groups].map(([label, qs]) => [label, qs.map((q) => ({ value: q.key, label: q.label || q.key }))]), this.source.value);
    this.refreshOps();
    this.refreshOf();
    this.refreshValue();
    const op = this.op.selectedOptions[0]?.textContent ?? '';
    const phrase = this.source.value ? [this.ofText(), this.question?.label || this.source.value, this.isNamed ? '' : op, this.valueText()].filter(Boolean).join(' ') : '';
    if (this.element.dataset.phrase !== phrase) this.element.dataset.phrase = phrase;
  }

  refreshOps() {
    const { takes } = this;
    const words = Object.fromEntries([...this.op.options].map((o) => [o.value, o.dataset.said ??= o.textContent]));
    for (const option of this.op.options) {
      const { value } = option, meant = this.meant(value);
      if (option.textContent !== words[meant]) option.textContent = words[meant];
      option.hidden = option.disabled = Boolean(takes && value && (!(value in takes) || meant !== value) && !option.selected);
    }
  }

  /** The comparison that is offered where this one is meant: of an age an older document may say it otherwise. */
  meant(op) { return config.alike[op] in (this.takes ?? {}) ? config.alike[op] : op; }

  /** What is one value becomes the only one of a list, and the other way round. */
  reshape() {
    if (this.listed === this.isList) return;
    this.listed = this.isList;
    const { value } = this.value;
    if (this.isList) setValue(this.value, value && join([value]));
    else setValue(this.value, this.isChoice ? split(value)[0] ?? '' : split(value).join(', '));
  }

  get isList() { return config.lists.includes(this.op.value); }

  get isDay() { return this.wanted === 'day'; }

  get valueLabel() { return child(this.element, 'value').querySelector('label').textContent.replace('*', '').trim(); }

  get isNamed() { return this.source.value.startsWith('@'); }

  /** Comparison -> what its value is, of the question that is read. */
  get takes() { return config.takes[this.question?.kind]; }

  get wanted() { return this.takes?.[this.op.value]; }

  get isChoice() { return Object.values(this.takes ?? {}).includes('option'); }

  /** In how many items of a group; only where the row stands outside it. */
  refreshOf() {
    const across = isAcross(this.question, this.element);
    child(this.element, 'of').hidden = !across;
    child(this.element, 'times').hidden = !across || !config.counted.includes(this.of.value);
    child(this.element, 'op').hidden = this.isNamed;
    if (across && !this.of.value) setValue(this.of, 'any');
    if (this.question && !across && this.of.value) setValue(this.of, '');
    if (child(this.element, 'times').hidden && this.times.value) setValue(this.times, '');
  }

  ofText() {
    if (child(this.element, 'of').hidden) return '';
    const times = child(this.element, 'times').hidden ? '' : this.times.value || '…';
    return [this.of.selectedOptions[0]?.textContent, times].filter(Boolean).join(' ') + ':';
  }

  refreshValue() {
    const { wanted } = this, { options } = this.question ?? {};
    child(this.element, 'value').hidden = this.isNamed || config.unary.includes(this.op.value);
    // The type goes first: a number input would drop a choice's value.
    const counts = ['number', 'years'].includes(wanted);
    const shape = JSON.stringify([this.source.value, this.question?.kind, wanted, this.isList, options]);
    if (shape === this.shape) return;
    this.shape = shape;
    this.value.type = counts ? 'number' : 'text';
    this.value.step = 'any';
    child(this.element, 'value').querySelector('.help')?.toggleAttribute('hidden', true);
    if (this.isDay) standIn(this.value, dayControl(this.value, this.valueLabel));
    else if (!this.isChoice) standIn(this.value, this.isList ? this.lines() : null);
    else if (this.isList) standIn(this.value, checkboxes(this.value, options, this.valueLabel));
    else {
      const select = make('select', { onchange: () => setValue(this.value, select.value) });
      fillSelect(select, [['', options]], this.value.value);
      standIn(this.value, select);
    }
  }

  /** A value on each line; null where one has lines itself. */
  lines() {
    const texts = split(this.value.value);
    if (texts.some((each) => /[\r\n]/.test(each))) return null;
    const area = make('textarea', { rows: Math.max(3, texts.length), value: texts.join('\n'), placeholder: config.strings.onePerLine });
    area.oninput = () => setValue(this.value, join(area.value.split('\n').map((each) => each.trim()).filter(Boolean)));
    return area;
  }

  valueText() {
    if (this.isNamed || config.unary.includes(this.op.value)) return '';
    if (this.isDay) return this.value.value ? dayText(this.value.value) : '…';
    if (this.meant(this.op.value) !== this.op.value) return config.strings.years[Number(this.value.value !== '1')].replace('%s', () => this.value.value || '…');
    const label = (value) => this.question?.options?.find((o) => o.value === value)?.label || value;
    return (this.isList ? split(this.value.value) : [this.value.value]).map(label).join(', ') || '…';
  }
}

/** The sentence of a condition, between the heading and the content of its panel: it can be read while the panel is collapsed. */
class ConditionController extends LiveController {
  connect() {
    const panel = this.element.closest('[data-panel]');
    this.sentence = panel.querySelector(':scope > .sentence') ?? make('p', { className: 'sentence', role: 'status' });
    panel.querySelector(':scope > .w-panel__header').after(this.sentence);
    super.connect();
  }

  refresh() {
    const phrases = [...this.element.querySelectorAll('[data-phrase]')].filter((el) => !isDeleted(el)).map((el) => el.dataset.phrase).filter(Boolean);
    const joiner = input(this.element, 'match').value === 'any' ? config.strings.or : config.strings.and;
    const said = phrases.join(` ${joiner} `);
    if (this.element.dataset.lead === 'holds') this.element.dataset.said = phrases.length > 1 ? `(${said})` : said;
    const [lead, never] = config.leads[this.element.dataset.lead];
    const text = (said ? `${lead} ${said}` : never).replace('%s', () => this.outcome);
    if (this.sentence.textContent !== text) this.sentence.textContent = text;
  }

  /** What a computed value is where this holds. */
  get outcome() {
    const result = this.element.closest('[data-result]');
    return (result && (localText(result, 'label') || input(result, 'value').value)) || '…';
  }
}

/** How many uses are told without being asked for. */
const FEW = 3;

/** Under each question's heading: what uses its answer, in the form as last saved. Deleting or changing it concerns them. */
function showUses() {
  for (const { block, key } of questionsHere()) {
    const found = config.uses[key] ?? [];
    const signature = JSON.stringify(found);
    const note = block.querySelector(':scope > .used-by');
    if ((note?.dataset.signature ?? '[]') === signature) continue;
    note?.remove();
    if (!found.length) continue;
    const list = make('ul', {}, ...found.map(({ name, url }) => make('li', {}, make('a', { href: url, textContent: name }))));
    const said = make('summary', { textContent: config.strings.usedBy.replace('%s', found.length) });
    const made = make('details', { className: 'used-by', open: found.length <= FEW }, said, list);
    made.dataset.signature = signature;
    block.prepend(made);
  }
}

/** A panel with a name is a landmark: hundreds of them, many of one name, help nobody. Their headings stay. */
function nameNoPanels() {
  document.querySelectorAll('.w-panel--nested[aria-labelledby]').forEach((panel) => panel.removeAttribute('aria-labelledby'));
}

if (config) {
  let queued = false;
  const changed = () => {
    if (queued) return;
    queued = true;
    setTimeout(() => { queued = false; forget(); document.dispatchEvent(new Event('form-editor:changed')); showUses(); nameNoPanels(); }, 200);
  };
  const form = document.querySelector('[data-edit-form]') ?? document.body;
  ['input', 'change'].forEach((name) => form.addEventListener(name, changed));
  // blocks added, moved, deleted (aria-hidden) and phrases of rows
  new MutationObserver(changed).observe(form, { childList: true, subtree: true, attributes: true, attributeFilter: ['aria-hidden', 'data-phrase', 'data-said'] });
  window.wagtail.app.register('condition-row', ConditionRowController);
  window.wagtail.app.register('condition', ConditionController);
  document.addEventListener('form-editor:reread', changed);
  setTimeout(() => { forget(); showUses(); nameNoPanels(); }, 0);
}
