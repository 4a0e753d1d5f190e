// Controls that stand in front of Wagtail's own inputs, and what the inputs hold. They have no name and are never posted.
import { config, make, setValue } from './page.js';

// ---- several texts in one line: split() and join() of listing.py -----------------------------------------------------------------------------
const PLAIN = /^(?!\s)[^,"\x00-\x1f\x7f-\x9f\u2028\u2029\ufeff]+(?<!\s)$/;

function unquoted(said) {
  try { return JSON.parse(said); } catch { return said.slice(1, -1); }
}

export function split(line) {
  const parts = [...line.matchAll(/\s*(?:("(?:[^"\\]|\\.)*")\s*(?=,|$)|([^,]*))(?:,|$)/g)];
  return parts.filter(([, quoted, plain]) => quoted || plain.trim()).map(([, quoted, plain]) => (quoted ? unquoted(quoted) : plain.trim()));
}

export const join = (texts) => texts.map((each) => (PLAIN.test(each) ? each : JSON.stringify(each))).join(',');

// ---- controls of our own -----------------------------------------------------------------------------------------------------------------------
/** Put `control` in front of `truth`, Wagtail's input: it takes over id (so the label), description and error state; focus is passed on. */
export function standIn(truth, control) {
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
  const target = control.matches('select, textarea') ? control : control.querySelector('select, input');
  if (target) { target.id = truth.id; truth.removeAttribute('id'); }
  for (const name of ['aria-describedby', 'aria-invalid', 'required']) if (truth.hasAttribute(name)) (target ?? control).setAttribute(name, truth.getAttribute(name));
  truth.onfocus = () => target?.focus();
  truth.after(control);
  if (held) target?.focus();
}

export function fillSelect(select, groups, value) {
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

/** Boxes to tick for several of what is offered; what is chosen and no longer offered stays until it is unticked. */
export function checkboxes(truth, offered, label) {
  const chosen = split(truth.value);
  const gone = chosen.filter((value) => !offered.some((o) => o.value === value)).map((value) => ({ value, label: `⚠ ${value}` }));
  const boxes = [...offered, ...gone].map((o) => [make('input', { type: 'checkbox', value: o.value, checked: chosen.includes(o.value) }), o.label || o.value]);
  const write = () => { // in the order that they were in
    const now = boxes.map(([box]) => box).filter((box) => box.checked).map((box) => box.value);
    setValue(truth, join([...split(truth.value).filter((value) => now.includes(value)), ...now.filter((value) => !split(truth.value).includes(value))]));
  };
  const group = make('div', { role: 'group', className: 'choices', onchange: write }, ...boxes.map(([box, text]) => make('label', {}, box, ` ${text}`)));
  if (!boxes.length) group.append(config.strings.nothing);
  group.setAttribute('aria-label', label);
  return group;
}

const AROUND = /^today(?:([+-])(\d{1,5}))?$/;

/** A day: one of the calendar, or one counted from today. Null where the input holds something else, which then stays a text. */
export function dayControl(truth, label) {
  const { strings } = config;
  const counted = truth.value.match(AROUND);
  if (truth.value && !counted && !/^\d{4}-\d\d-\d\d$/.test(truth.value)) return null;
  const sorts = { on: strings.onDay, today: strings.today, '-': strings.daysBefore, '+': strings.daysAfter };
  const sort = make('select', {}, ...Object.entries(sorts).map(([value, textContent]) => make('option', { value, textContent })));
  sort.value = counted ? counted[1] ?? 'today' : 'on';
  const date = make('input', { type: 'date', value: counted ? '' : truth.value });
  const days = make('input', { type: 'number', min: 0, max: 99999, value: counted?.[2] ?? '' });
  date.setAttribute('aria-label', strings.date);
  days.setAttribute('aria-label', strings.days);
  const show = () => {
    date.hidden = sort.value !== 'on';
    days.hidden = !'+-'.includes(sort.value);
  };
  const write = () => {
    show();
    if (sort.value === 'on') setValue(truth, date.value);
    else if (sort.value === 'today') setValue(truth, 'today');
    else setValue(truth, days.value ? `today${sort.value}${Number(days.value)}` : '');
  };
  const group = make('div', { role: 'group', className: 'day', oninput: write }, sort, days, date);
  group.setAttribute('aria-label', label);
  show();
  return group;
}

/** A day as people say it. */
export function dayText(value) {
  const { strings } = config;
  const [, sign, days] = value.match(AROUND) ?? [];
  if (!value.startsWith('today')) return value;
  return days && Number(days) ? strings[sign === '-' ? 'before' : 'after'][Number(days) === 1 ? 0 : 1].replace('%s', Number(days)) : strings.today;
}
