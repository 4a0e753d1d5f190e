// Additions to pages that work without them: focus on the error summary, one press one submission, a quick way out,
// printing, a reference that comes with the link, and links that open the question they point at.
const SECONDS = 1000;

document.querySelector(".summary")?.focus();

document.addEventListener("submit", (event) => {
  const form = event.target;
  if (event.defaultPrevented) return;
  if (form.dataset.busy) return event.preventDefault();
  form.dataset.busy = "1";
  // Freed again for those who stop the page from loading; photographs take longer to send than words.
  const wait = form.enctype === "multipart/form-data" ? 60 : 6;
  setTimeout(() => delete form.dataset.busy, wait * SECONDS);
});

document.addEventListener("click", (event) => {
  const exit = event.target.closest("[data-exit]");
  if (event.target.closest("[data-print]")) print();
  if (!exit) return;
  event.preventDefault();
  // Photos on their way (papers.js). The answer asks for it too, which not every browser heeds.
  globalThis.indexedDB?.deleteDatabase("papers");
  document.documentElement.hidden = true;
  document.title = "\u00a0";
  location.replace(exit.href);
});

for (const button of document.querySelectorAll("[data-print]")) button.hidden = false;

addEventListener("pageshow", (event) => {
  if (!event.persisted) return;
  // A page kept in memory may show what belongs to a session that has ended.
  if (document.querySelector("[data-exit]")) return location.reload();
  for (const form of document.forms) delete form.dataset.busy;
});

// The link that a family sends itself carries the reference behind the hash, which no server and no log sees.
const reference = document.querySelector("[data-reference]");
const behind = location.hash.slice(1);
if (reference && !reference.value && /^[A-Z0-9]{4}-[A-Z0-9]{4}$/.test(behind)) {
  reference.value = behind;
  history.replaceState(null, "", location.pathname);
}

const openTarget = () => {
  const target = document.getElementById(location.hash.slice(1));
  if (target instanceof HTMLDetailsElement) target.open = true;
};
addEventListener("hashchange", openTarget);
openTarget();
