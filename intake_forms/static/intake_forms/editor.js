// Editing aids for forms, as Stimulus controllers: conditions, and who reads what. Wagtail's own inputs keep every value (so save, autosave,
// preview, duplicate, move and comments need nothing from here); the controls made here have no name and are never posted.
import { LiveController, child, config, input, isDeleted, localText, make, precedes, setValue } from './page.js';

function readQuestion(block) {
  const step = block.closest('[data-step]');
  const around = block.parentElement.closest('[data-question="group"]');
  const kind = block.dataset.question;
  const options = [...(child(block, 'options')?.querySelectorAll('[data-option]') ?? [])].filter((el) => !isDeleted(el))
    .map((el) => ({ value: input(el, 'value').value, label: localText(el, 'label') }));
  const own = input(block, 'key').value;
  const group = localText(step, 'title');
  options.unshift(...(config.choiceSets[block.querySelector(':scope > [data-contentpath="choice_set"] input')?.value] ?? []));
  if (kind === 'yes_no') options.push(...config.yesNo.filter((o) => o.value !== 'not_sure' || input(block, 'unsure')?.checked));
  if (kind === 'computed') {
    options.push(...[...(child(block, 'values')?.querySelectorAll('[data-result]') ?? [])].filter((el) => !isDeleted(el))
      .map((el) => ({ value: input(el, 'value').value, label: localText(el, 'label') })));
  }
  const like = kind === 'computed' ? (options.length ? 'choice' : 'number') : kind; // outline.compares_like
  if (!around) return { key: own, kind: like, label: localText(block, 'label'), group, options, block };
  const home = input(around, 'key').value;
  return { key: own && `${home}.${own}`, kind: like, label: localText(block, 'label'), group: `${group} › ${localText(around, 'label')}`, options, block, around };
}

let pageQuestions = null; // read once per change, however many rows ask

/** Questions a condition at `row` may read: those of earlier sections (from the server), then those of earlier steps on this page. */
function earlierQuestions(row) {
  const here = row.closest('[data-step]');
  const around = row.closest('[data-question="group"]');
  pageQuestions ??= [...document.querySelectorAll('[data-question]')].filter((el) => !isDeleted(el)).map(readQuestion);
  const own = pageQuestions.filter((q) => precedes(q.block, row)
    && (q.block.closest('[data-step]') !== here || (around && q.around === around && !q.block.contains(row))));
  // Named conditions, and what keeps a form from being sent, stand outside the order of steps: they may read every question.
  const all = row.closest(':is([data-contentpath="conditions"], [data-contentpath="hold"])') ? config.inSections : [];
  return [...config.earlier, ...own, ...all].filter((q) => q.key && q.kind in config.takes);
}

/** Whether a question stands inside a group that `row` does not: then the row says in how many of the items. */
const isAcross = (question, row) => Boolean(question?.key.includes('.')) && !(question.around && question.around.contains(row))
  && config.per(row) !== question.key.split('.')[0];

/** What a row may also read: the form's rule set and its named conditions. */
function furtherSources() {
  const named = config.named.map((name) => ({ key: `@${name}`, label: name, group: config.strings.named, kind: 'named', options: [] }));
  return config.ruleSets.length ? [...named, { key: 'rule_set', label: config.strings.ruleSet, group: config.strings.form, kind: 'choice', options: config.ruleSets }] : named;
}

// ---- several texts in one line: split() and join() of listing.py -----------------------------------------------------------------------------
const PLAIN = /^(?!\s)[^,"\x00-\x1f\x7f-\x9f\u2028\u2029\ufeff]+(?<!\s)$/;

function unquoted(said) {
  try { return JSON.parse(said); } catch { return said.slice(1, -1); }
}

function split(line) {
  const parts = [...line.matchAll(/\s*(?:("(?:[^"\\]|\\.)*")\s*(?=,|$)|([^,]*))(?:,|$)/g)];
  return parts.filter(([, quoted, plain]) => quoted || plain.trim()).map(([, quoted, plain]) => (quoted ? unquoted(quoted) : plain.trim()));
}

const join = (texts) => texts.map((each) => (PLAIN.test(each) ? each : JSON.stringify(each))).join(',');

// ---- controls of our own -----------------------------------------------------------------------------------------------------------------------
/** Put `control` in front of `truth`, Wagtail's input: it takes over id (so the label), description and error state; focus is passed on. */
function standIn(truth, control) {
  const old = truth.parentElement.querySelector('.stand-in');
  if (old === control) return;
  const inner = old && (old.matches('[id]') ? old : old.querySelector('[id]'));
  if (inner) truth.id = inner.id;
  const held = old?.contains(document.activeElement);
  old?.remove();
  truth.classList.toggle('stood-in', Boolean(control));
  truth.tabIndex = control ? -1 : 0;
  if (control) truth.setAttribute('aria-hidden', 'true');
  else truth.removeAttribute('aria-hidden');
  if (!control && held) truth.focus();
  if (!control) return;
  control.classList.add('stand-in');
  const target = control.matches('select, textarea') ? control : control.querySelector('input');
  if (target) { target.id = truth.id; truth.removeAttribute('id'); }
  for (const name of ['aria-describedby', 'aria-invalid', 'required']) if (truth.hasAttribute(name)) (target ?? control).setAttribute(name, truth.getAttribute(name));
  truth.onfocus = () => target?.focus();
  truth.after(control);
  if (held) target?.focus();
}

function fillSelect(select, groups, value) {
  const signature = JSON.stringify([groups, value]);
  if (select.dataset.signature === signature) return;
  select.dataset.signature = signature;
  select.replaceChildren(make('option', { value: '', textContent: '—' }));
  for (const [label, options] of groups) {
    const home = label ? select.appendChild(make('optgroup', { label })) : select;
    home.append(...options.map((o) => make('option', { value: o.value, textContent: o.label })));
  }
  if (value && ![...select.options].some((o) => o.value === value)) select.append(make('option', { value, textContent: `⚠ ${value}` }));
  select.value = value;
}

// ---- controllers ----------------------------------------------------------------------------------------------------------------------------
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
    if (takes && !(this.op.value in takes)) setValue(this.op, Object.keys(takes)[0]);
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
    for (const option of this.op.options) option.hidden = option.disabled = Boolean(takes && option.value && !(option.value in takes) && !option.selected);
  }

  /** What is one value becomes the only one of a list, and the other way round. */
  reshape() {
    if (this.listed === this.isList) return;
    this.listed = this.isList;
    const { value } = this.value;
    if (this.isList) setValue(this.value, value && join([value]));
    else setValue(this.value, this.isChoice ? split(value)[0] ?? '' : split(value).join(', '));
  }

  get isList() { return config.lists.includes(this.op.value); }

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
    // A date stays a text: "today-90" is one of its values. The type goes first: a number input would drop a choice's value.
    const counts = ['number', 'years'].includes(wanted);
    const shape = JSON.stringify([this.source.value, this.question?.kind, wanted, this.isList, options]);
    if (shape === this.shape) return;
    this.shape = shape;
    this.value.type = counts ? 'number' : 'text';
    this.value.step = 'any';
    this.value.placeholder = wanted === 'day' ? '2026-05-31, today, today-90' : '';
    child(this.element, 'value').querySelector('.help')?.toggleAttribute('hidden', true);
    if (!this.isChoice) standIn(this.value, this.isList ? this.lines() : null);
    else if (this.isList) standIn(this.value, this.checkboxes(options));
    else {
      const select = make('select', { onchange: () => setValue(this.value, select.value) });
      fillSelect(select, [['', options]], this.value.value);
      standIn(this.value, select);
    }
  }

  checkboxes(options) {
    const chosen = split(this.value.value);
    const boxes = options.map((o) => make('input', { type: 'checkbox', value: o.value, checked: chosen.includes(o.value) }));
    const write = () => setValue(this.value, join(boxes.filter((b) => b.checked).map((b) => b.value)));
    const label = child(this.element, 'value').querySelector('label').textContent;
    const group = make('div', { role: 'group', className: 'choices', onchange: write }, ...options.map((o, i) => make('label', {}, boxes[i], ` ${o.label || o.value}`)));
    group.setAttribute('aria-label', label);
    return group;
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
    const text = phrases.length ? `${config.strings.shownIf} ${phrases.join(` ${joiner} `)}` : config.strings.always;
    if (this.sentence.textContent !== text) this.sentence.textContent = text;
  }
}

/** Under each question's heading: who reads its answer. Deleting or changing it concerns them. */
function showReaders() {
  const found = {};
  for (const row of document.querySelectorAll('.condition-row')) {
    if (isDeleted(row)) continue;
    const key = input(row, 'source')?.value;
    const home = row.parentElement.closest('[data-question], [data-step]');
    const label = home && (localText(home, home.matches('[data-step]') ? 'title' : 'label') || input(home, 'key')?.value);
    if (key && label) (found[key] ??= new Set()).add(label);
  }
  for (const block of document.querySelectorAll('[data-question]')) {
    const { key } = readQuestion(block);
    const names = [...new Set([...(config.readers[key] ?? []), ...(found[key] ?? [])])];
    let note = block.querySelector(':scope > .used-by');
    if (!names.length) { note?.remove(); continue; }
    if (!note) { note = make('p', { className: 'used-by' }); block.prepend(note); }
    const text = `${config.strings.usedBy} ${names.join(', ')}`;
    if (note.textContent !== text) note.textContent = text;
  }
}

/** A panel with a name is a landmark: hundreds of them, many of one name, help nobody. Their headings stay. */
function nameNoPanels() {
  document.querySelectorAll('.w-panel--nested[aria-labelledby]').forEach((panel) => panel.removeAttribute('aria-labelledby'));
}

if (config) {
  config.per = (row) => { const slot = row.closest('[data-question="slot"]'); return slot ? input(slot, 'per')?.value : ''; };
  let queued = false;
  const changed = () => {
    if (queued) return;
    queued = true;
    setTimeout(() => { queued = false; pageQuestions = null; document.dispatchEvent(new Event('form-editor:changed')); showReaders(); nameNoPanels(); }, 200);
  };
  const form = document.querySelector('[data-edit-form]') ?? document.body;
  ['input', 'change'].forEach((name) => form.addEventListener(name, changed));
  // blocks added, moved, deleted (aria-hidden) and phrases of rows
  new MutationObserver(changed).observe(form, { childList: true, subtree: true, attributes: true, attributeFilter: ['aria-hidden', 'data-phrase'] });
  window.wagtail.app.register('condition-row', ConditionRowController);
  window.wagtail.app.register('condition', ConditionController);
  setTimeout(() => { showReaders(); nameNoPanels(); }, 0);
}
