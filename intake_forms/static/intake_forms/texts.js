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

if (config) {
  window.wagtail.app.register('localized-text', LocalizedTextController);
  window.wagtail.app.register('recording', RecordingController);
}
