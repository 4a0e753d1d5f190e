// One save at a time. Wagtail saves by itself half a second after a change; whoever presses a button while that is on its way
// would have a new form or section made twice, as neither of the two requests knows of the other.
let underway = null; // the form that is being saved by itself
let sent = null; // the form whose button was pressed
let pressed = null; // the button that waits for the first

const ended = () => {
  const [form, button] = [underway, pressed];
  underway = pressed = null;
  if (!form || !button) return;
  sent = form; // before the next save by itself begins
  button.disabled = false; // its name says what to do, and of a disabled button nothing is sent
  form.requestSubmit(button);
};

// At the window, last of all: what somebody else stopped is not on its way.
window.addEventListener('w-autosave:save', (event) => {
  if (sent === event.target) event.preventDefault();
  else if (!event.defaultPrevented) underway = event.target;
});
for (const end of ['success', 'error']) window.addEventListener(`w-autosave:${end}`, ended);
window.addEventListener('submit', (event) => {
  if (event.target !== underway || !event.submitter) return;
  event.preventDefault();
  event.stopImmediatePropagation();
  pressed = event.submitter;
}, true);
window.addEventListener('submit', (event) => { sent = event.defaultPrevented ? null : event.target; });
window.addEventListener('pageshow', () => { sent = null; });
