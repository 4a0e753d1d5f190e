// Texts in their languages, and what was recorded of them: whether each still fits the text it was made from.
import { LiveController, child, config, input, isDeleted, make, setValue } from './page.js';

const { Controller } = window.StimulusModule;

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

/** Puts a note with a button "still right" below `home`, or takes it away; `pieces` say what changed, where that is known. */
function noteStale(home, stale, text, stillRight, pieces = []) {
  const note = home.querySelector(':scope > .stale-note');
  if (!stale) note?.remove();
  if (!stale) return;
  if (!note) {
    const button = make('button', { type: 'button', className: 'button button-small button-secondary', textContent: config.strings.stillRight, onclick: stillRight });
    home.append(make('div', { className: 'stale-note' }, make('p', { role: 'status' }, text, ' ', button)));
  }
  showChange(home.querySelector(':scope > .stale-note'), pieces);
}

function showChange(note, pieces) {
  const signature = JSON.stringify(pieces);
  if (note.dataset.signature === signature) return;
  note.dataset.signature = signature;
  note.querySelector('.what-changed')?.remove();
  if (!pieces.length) return;
  const tags = { out: 'del', in: 'ins', same: 'span' };
  const said = make('span', { lang: config.source }, ...pieces.flatMap(([change, words], i) => [i ? ' ' : '', make(tags[change], { textContent: words })]));
  note.append(make('p', { className: 'what-changed' }, config.strings.changed, ' ', said));
}

// ---- what changed in a text, by words -------------------------------------------------------------------------------------------------------------
/** The most pairs of words that are looked at; texts that differ in more count as written anew. */
const PAIRS = 1_000_000;
/** How many words that stayed the same stand around a change. */
const AROUND = 4;

/** How often words stand alike in both from each pair of places on: the table of a longest common sequence. */
function alike(a, b) {
  const table = Array.from({ length: a.length + 1 }, () => new Uint16Array(b.length + 1));
  for (let i = a.length - 1; i >= 0; i -= 1) {
    for (let j = b.length - 1; j >= 0; j -= 1) table[i][j] = a[i] === b[j] ? table[i + 1][j + 1] + 1 : Math.max(table[i + 1][j], table[i][j + 1]);
  }
  return table;
}

/** The words that differ, as [change, word]: what was taken out stands before what came in its place. */
function compare(a, b) {
  if (a.length * b.length > PAIRS) return [...a.map((word) => ['out', word]), ...b.map((word) => ['in', word])];
  const [table, found] = [alike(a, b), []];
  let [i, j] = [0, 0];
  while (i < a.length || j < b.length) {
    if (i < a.length && j < b.length && a[i] === b[j]) { found.push(['same', a[i]]); i += 1; j += 1; }
    else if (j === b.length || (i < a.length && table[i + 1][j] >= table[i][j + 1])) { found.push(['out', a[i]]); i += 1; }
    else { found.push(['in', b[j]]); j += 1; }
  }
  return found;
}

/** From one text to another, in pieces; of what stayed the same only what stands next to a change. */
export function difference(before, after) {
  const [a, b] = [before, after].map((text) => text.trim().split(/\s+/).filter(Boolean));
  let start = 0;
  while (start < Math.min(a.length, b.length) && a[start] === b[start]) start += 1;
  let end = 0;
  while (end < Math.min(a.length, b.length) - start && a.at(-1 - end) === b.at(-1 - end)) end += 1;
  const words = [
    ...a.slice(0, start).map((word) => ['same', word]),
    ...compare(a.slice(start, a.length - end), b.slice(start, b.length - end)),
    ...a.slice(a.length - end).map((word) => ['same', word]),
  ];
  const runs = [];
  for (const [change, word] of words) {
    if (runs.at(-1)?.[0] === change) runs.at(-1)[1].push(word);
    else runs.push([change, [word]]);
  }
  return runs.map(([change, run], i) => [change, change === 'same' ? shortened(run, i > 0, i < runs.length - 1) : run.join(' ')]);
}

function shortened(run, after, before) {
  if (run.length <= 2 * AROUND) return run.join(' ');
  return [...(after ? run.slice(0, AROUND) : []), '…', ...(before ? run.slice(-AROUND) : [])].join(' ');
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
    this.made[mark(this.sourceText)] = this.sourceText;
    setValue(this.markOf(lang), mark(this.sourceText));
    this.refresh();
  }

  refresh() {
    const { sourceText } = this;
    this.made ??= { [mark(sourceText)]: sourceText }; // as it was when the page came
    for (const field of this.textTargets.filter((el) => el.lang !== config.source)) {
      const from = this.markOf(field.lang).value;
      const before = this.made[from] ?? config.before[from];
      const stale = input(this.element, field.lang).value && from !== mark(sourceText);
      field.classList.toggle('is-stale', Boolean(stale));
      noteStale(field, stale, config.strings.stale.replace('%s', config.languages[config.source]), () => {
        this.markFresh(field.lang);
        input(this.element, field.lang).focus();
      }, stale && before ? difference(before, sourceText) : []);
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

if (config) {
  window.wagtail.app.register('localized-text', LocalizedTextController);
  window.wagtail.app.register('recording', RecordingController);
}
