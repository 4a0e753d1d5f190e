// Editing aids for forms, as Stimulus controllers. Wagtail's own inputs keep every value (so save, autosave, preview, duplicate, move and
// comments need nothing from here); the controls made here have no name and are never posted. The page is read through data-contentpath.
const { Controller } = window.StimulusModule;
const config = JSON.parse(document.getElementById('form-editor')?.textContent ?? 'null');

// ---- reading the page -------------------------------------------------------------------------------------------------------------------
const INPUT = ':is(input:not([type=hidden]), select, textarea)[name]';
const child = (block, ...names) => names.reduce((el, name, i) => el?.querySelector(`${i ? '' : ':scope > '}[data-contentpath="${name}"]`), block);
const input = (block, ...names) => child(block, ...names)?.querySelector(INPUT);
const isDeleted = (el) => Boolean(el.closest('[data-streamfield-child][aria-hidden="true"]')); // deleted blocks stay in the page, hidden
const precedes = (a, b) => Boolean(a.compareDocumentPosition(b) & Node.DOCUMENT_POSITION_FOLLOWING) && !a.contains(b);

function localText(block, name) {
  const texts = [document.documentElement.lang.split('-')[0], config.source].map((code) => input(block, name, code)?.value.trim());
  return texts.find(Boolean) ?? '';
}

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
  const family = kind === 'computed' ? (options.length ? 'option' : 'number') : config.families[kind];
  if (!around) return { key: own, family, label: localText(block, 'label'), group, options, block };
  const home = input(around, 'key').value;
  return { key: own && `${home}.${own}`, family, label: localText(block, 'label'), group: `${group} › ${localText(around, 'label')}`, options, block, around };
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
  return [...config.earlier, ...own, ...all].filter((q) => q.key && q.family && q.family !== 'none');
}

/** Whether a question stands inside a group that `row` does not: then the row says in how many of the items. */
const isAcross = (question, row) => Boolean(question?.key.includes('.')) && !(question.around && question.around.contains(row))
  && config.per(row) !== question.key.split('.')[0];

/** What a row may also read: the form's rule set and its named conditions. */
function furtherSources() {
  const named = config.named.map((name) => ({ key: `@${name}`, label: name, group: config.strings.named, family: 'named', options: [] }));
  return config.ruleSets.length ? [...named, { key: 'rule_set', label: config.strings.ruleSet, group: config.strings.form, family: 'option', options: config.ruleSets }] : named;
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

// ---- writing to the page, only where something differs, so that the observer below comes to rest -------------------------------------------
function setValue(el, value) {
  if (el.value === value) return;
  el.value = value;
  el.dispatchEvent(new Event('change', { bubbles: true }));
}

function make(tag, props = {}, ...children) {
  const el = Object.assign(document.createElement(tag), props);
  el.append(...children);
  return el;
}

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
/** Base: refresh() on connect and whenever anything in the editor changes. */
class LiveController extends Controller {
  connect() {
    this.onChange = () => this.refresh();
    document.addEventListener('form-editor:changed', this.onChange);
    this.refresh();
  }

  disconnect() {
    document.removeEventListener('form-editor:changed', this.onChange);
  }
}

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
    const fitting = config.fitting[this.question?.family];
    if (fitting && !fitting.includes(this.op.value)) setValue(this.op, fitting[0]);
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
    const fitting = config.fitting[this.question?.family];
    for (const option of this.op.options) option.hidden = option.disabled = Boolean(fitting && option.value && !fitting.includes(option.value) && !option.selected);
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

  get isChoice() { return ['option', 'options'].includes(this.question?.family); }

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
    const { family, options } = this.question ?? {};
    child(this.element, 'value').hidden = this.isNamed || config.unary.includes(this.op.value);
    // A date stays a text: "today-90" is one of its values. The type goes first: a number input would drop a choice's value.
    const counts = ['number', 'age', 'group'].includes(family) || config.years.includes(this.op.value);
    const shape = JSON.stringify([this.source.value, family, counts, this.isList, options]);
    if (shape === this.shape) return;
    this.shape = shape;
    this.value.type = counts ? 'number' : 'text';
    this.value.placeholder = family === 'date' && !counts ? '2026-05-31, today, today-90' : '';
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

/** CRC32 of the text with white space folded: text.mark() in Python. */
function mark(text) {
  const folded = text.replace(/[ \t\r\n]+/g, ' ').replace(/^ +| +$/g, '');
  let crc = -1;
  for (const byte of new TextEncoder().encode(folded)) {
    crc ^= byte;
    for (let i = 0; i < 8; i += 1) crc = (crc >>> 1) ^ (0xedb88320 & -(crc & 1));
  }
  return folded ? ((crc ^ -1) >>> 0).toString(16).padStart(8, '0') : '';
}

/** Puts a note with a button "still right" below `home`, or takes it away. */
function noteStale(home, stale, text, stillRight) {
  const note = home.querySelector(':scope > .stale-note');
  if (!stale) note?.remove();
  if (!stale || note) return;
  const button = make('button', { type: 'button', className: 'button button-small button-secondary', textContent: config.strings.stillRight, onclick: stillRight });
  home.append(make('p', { className: 'stale-note', role: 'status' }, text, ' ', button));
}

class LocalizedTextController extends Controller {
  static targets = ['text'];

  connect() {
    this.element.addEventListener('input', (event) => this.edited(event.target));
    this.refresh();
  }

  edited(el) {
    const field = el.closest('[data-localized-text-target]');
    if (field && field.lang !== config.source) this.markFresh(field.lang);
    this.refresh();
  }

  get sourceText() { return input(this.element, config.source).value; }

  markOf(lang) { return child(this.element, `${lang}_of`).querySelector('input'); }

  markFresh(lang) {
    setValue(this.markOf(lang), mark(this.sourceText));
    this.refresh();
  }

  refresh() {
    for (const field of this.textTargets.filter((el) => el.lang !== config.source)) {
      const stale = input(this.element, field.lang).value && this.markOf(field.lang).value !== mark(this.sourceText);
      field.classList.toggle('is-stale', Boolean(stale));
      noteStale(field, stale, config.strings.stale.replace('%s', config.languages[config.source]), () => {
        this.markFresh(field.lang);
        input(this.element, field.lang).focus();
      });
    }
  }
}

/** All that a recording of a part says in a language: recordings.spoken() in Python. */
function spoken(part, lang) {
  const chosen = config.choiceSetTexts[part.querySelector(':scope > [data-contentpath="choice_set"] input')?.value]?.[lang];
  return config.spoken.flatMap((name) => {
    if (name !== 'options') return [input(part, name, lang)?.value ?? ''];
    const own = [...(child(part, name)?.querySelectorAll('[data-option]') ?? [])].filter((el) => !isDeleted(el));
    return [chosen ?? '', ...own.map((el) => spoken(el, lang))];
  }).join(' ');
}

/** A recording: notes which text it was chosen for, and says so when the text has changed since. */
class RecordingController extends LiveController {
  connect() {
    this.chooser = child(this.element, 'file').querySelector('.chooser');
    this.markInput = child(this.element, 'of').querySelector('input');
    this.chooser.widget.addEventListener('chosen', () => this.markFresh());
    super.connect();
  }

  get textMark() { return mark(spoken(this.element.closest('[data-contentpath="audio"]').parentElement, this.element.dataset.recording)); }

  markFresh() {
    setValue(this.markInput, this.textMark);
    this.refresh();
  }

  refresh() {
    const stale = this.chooser.widget.getValue() && this.markInput.value !== this.textMark;
    noteStale(this.element, stale, config.strings.recorded, () => {
      this.markFresh();
      this.chooser.querySelector('button').focus();
    });
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
  window.wagtail.app.register('localized-text', LocalizedTextController);
  window.wagtail.app.register('recording', RecordingController);
  setTimeout(() => { showReaders(); nameNoPanels(); }, 0);
}
