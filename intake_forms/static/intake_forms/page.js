// What the editing aids of forms share: the server's knowledge, and reading and writing the page through data-contentpath.
const { Controller } = window.StimulusModule;
export const config = JSON.parse(document.getElementById('form-editor')?.textContent ?? 'null');

/** Take in what the server knows since it was saved. */
export function reread(page) {
  const fresh = page.getElementById('form-editor');
  if (config && fresh) Object.assign(config, JSON.parse(fresh.textContent));
  document.dispatchEvent(new Event('form-editor:reread'));
}

const INPUT = ':is(input:not([type=hidden]), select, textarea)[name]';
export const child = (block, ...names) => names.reduce((el, name, i) => el?.querySelector(`${i ? '' : ':scope > '}[data-contentpath="${name}"]`), block);
export const input = (block, ...names) => child(block, ...names)?.querySelector(INPUT);
export const isDeleted = (el) => Boolean(el.closest('[data-streamfield-child][aria-hidden="true"]')); // deleted blocks stay in the page, hidden
export const precedes = (a, b) => Boolean(a.compareDocumentPosition(b) & Node.DOCUMENT_POSITION_FOLLOWING) && !a.contains(b);

export function localText(block, name) {
  const texts = [document.documentElement.lang.split('-')[0], config.source].map((code) => input(block, name, code)?.value.trim());
  return texts.find(Boolean) ?? '';
}

// Only where something differs, so that the observer in editor.js comes to rest.
export function setValue(el, value) {
  if (el.value === value) return;
  el.value = value;
  el.dispatchEvent(new Event('change', { bubbles: true }));
}

export function make(tag, props = {}, ...children) {
  const el = Object.assign(document.createElement(tag), props);
  el.append(...children);
  return el;
}

/** Base: refresh() on connect and whenever anything in the editor changes. */
export class LiveController extends Controller {
  connect() {
    this.onChange = () => this.refresh();
    document.addEventListener('form-editor:changed', this.onChange);
    this.refresh();
  }

  disconnect() {
    document.removeEventListener('form-editor:changed', this.onChange);
  }
}
