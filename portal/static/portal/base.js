// Additions to pages that work without them: focus on the error summary, one press one submission, a quick way out,
// and links that open the question they point at.
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

document.querySelector("[data-exit]")?.addEventListener("click", (event) => {
  event.preventDefault();
  document.documentElement.hidden = true;
  document.title = "\u00a0";
  location.replace(event.currentTarget.href);
});

addEventListener("pageshow", (event) => {
  if (!event.persisted) return;
  // A page kept in memory may show what belongs to a session that has ended.
  if (document.querySelector("[data-exit]")) return location.reload();
  for (const form of document.forms) delete form.dataset.busy;
});

const openTarget = () => {
  const target = document.getElementById(location.hash.slice(1));
  if (target instanceof HTMLDetailsElement) target.open = true;
};
addEventListener("hashchange", openTarget);
openTarget();
