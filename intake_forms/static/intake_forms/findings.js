// Links to blocks of the editor: '#:w:contentpath=steps.<id>.items.<id>.label.es' names one, wherever it has been moved to.
import { reread } from './page.js';

const { Controller } = window.StimulusModule;
const CONTROL = ':is(select, textarea).stand-in, .stand-in input, :is(input:not([type=hidden]), select, textarea)[name]:not(.stood-in)';

/** Opens the block that a fragment names, its tab too, and goes there; false if there is none. */
function open(fragment) {
  const path = new URLSearchParams(fragment.split(':w:')[1] ?? '').get('contentpath')?.split('.');
  const target = path && document.querySelector(path.map((name) => `[data-contentpath="${CSS.escape(name)}"]`).join(' '));
  if (!target) return false;
  // what Wagtail itself does to open collapsed panels and the tab around
  for (const name of ['beforematch', 'w-focus:focus']) target.dispatchEvent(new Event(name, { bubbles: true }));
  arrive(target);
  return true;
}

/** Scrolls to a block and focuses its control, once it can be seen: a tab opens after a transition. */
function arrive(target, tries = 60) {
  if (tries && !target.checkVisibility()) { setTimeout(arrive, 50, target, tries - 1); return; }
  (target.querySelector(CONTROL) ?? target.querySelector('button'))?.focus({ preventScroll: true });
  // at once: what opens around it stops a smooth scroll on its way
  target.scrollIntoView({ block: 'center', behavior: 'instant' });
}

/** The list of findings, read again after each autosave. */
class FindingsController extends Controller {
  connect() {
    this.reload = async () => {
      const page = new DOMParser().parseFromString(await (await fetch(window.location.href)).text(), 'text/html');
      this.element.replaceChildren(...(page.getElementById(this.element.id)?.childNodes ?? []));
      reread(page);
    };
    document.addEventListener('w-autosave:success', this.reload);
  }

  disconnect() {
    document.removeEventListener('w-autosave:success', this.reload);
  }
}

/** Opens what the address names, once Wagtail has made its block: on a slow computer that takes seconds. */
function openNamed(tries = 50) {
  if (window.location.hash.includes(':w:contentpath') && !open(window.location.hash) && tries) setTimeout(openNamed, 100, tries - 1);
}

window.wagtail.app.register('findings', FindingsController);
// A link to something on this page leads there however often it is followed.
document.addEventListener('click', (event) => {
  const link = event.target.closest('a[href*=":w:contentpath"]');
  if (link && !event.ctrlKey && !event.metaKey && !event.shiftKey && open(link.hash)) event.preventDefault();
});
// Wagtail scrolls to such a fragment on load, but neither opens collapsed panels nor focuses.
window.addEventListener('load', () => setTimeout(openNamed, 200));
window.addEventListener('hashchange', () => openNamed());
