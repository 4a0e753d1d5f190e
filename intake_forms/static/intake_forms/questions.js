// What may be read and named on an editor's page: the questions before a place, here and in earlier sections, and named conditions.
import { child, config, input, isDeleted, localText, precedes } from './page.js';

export function readQuestion(block) {
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
export function forget() { pageQuestions = null; }

/** Every question on the page. */
export function questionsHere() {
  pageQuestions ??= [...document.querySelectorAll('[data-question]')].filter((el) => !isDeleted(el)).map(readQuestion);
  return pageQuestions;
}

/** Questions a condition at `row` may read: those of earlier sections (from the server), then those of earlier steps on this page. */
export function earlierQuestions(row) {
  const here = row.closest('[data-step]');
  const around = row.closest('[data-question="group"]');
  const own = questionsHere().filter((q) => precedes(q.block, row)
    && (q.block.closest('[data-step]') !== here || (around && q.around === around && !q.block.contains(row))));
  // Named conditions, and what keeps a form from being sent, stand outside the order of steps: they may read every question.
  const all = row.closest(':is([data-contentpath="conditions"], [data-contentpath="hold"])') ? config.inSections : [];
  return [...config.earlier, ...own, ...all].filter((q) => q.key && q.kind in config.takes);
}

const per = (row) => { const slot = row.closest('[data-question="slot"]'); return slot ? input(slot, 'per')?.value : ''; };

/** Whether a question stands inside a group that `row` does not: then the row says in how many of the items. */
export const isAcross = (question, row) => Boolean(question?.key.includes('.')) && !(question.around && question.around.contains(row))
  && per(row) !== question.key.split('.')[0];

/** What a row may also read: the form's rule set and its named conditions. */
export function furtherSources() {
  const here = [...document.querySelectorAll('[data-lead="holds"]')].filter((el) => !isDeleted(el)).map((el) => ({ key: `@${input(el, 'key').value}`, label: el.dataset.said }));
  const found = here.length ? here : config.named;
  const named = found.filter(({ key }) => key !== '@').map(({ key, label }) => ({ key, label: label || key.slice(1), group: config.strings.named, kind: 'named', options: [] }));
  return config.ruleSets.length ? [...named, { key: 'rule_set', label: config.strings.ruleSet, group: config.strings.form, kind: 'choice', options: config.ruleSets }] : named;
}
