// Where photos are chosen: each is turned upright, made smaller and freed of its place and time, then travels piece by piece: a
// cut line costs one piece, an ended session nothing. Where the browser is too old the plain form stands. Until it has arrived
// a file is kept here and goes on after the page was closed: a photo from the camera may exist nowhere else. It is sealed with
// a key that only the open case's pages have, goes when it arrived, is removed or the site is left, and after two days.
// As the server draws a page (documents/redrawing.py): so long, or of one far longer than wide as long as can still be read.
const [LONG, SHORT, LONGEST] = [2200, 1000, 8800];
const [MOST, PIECE] = [1_200_000, 256 * 1024];
const [TIMEOUT, LONGEST_PAUSE, DAYS] = [120_000, 60_000, 2 * 24 * 60 * 60 * 1000];
// After so many bad answers the next file has its turn, and nobody who pressed a button is held back: it goes on later.
const PATIENCE = 5;
// What no second try mends.
const FINAL = ["empty", "too_big", "wrong_type", "unreadable", "too_many_pages", "one"];
const jobs = new Set();
// The button pressed meanwhile; when the last file was chosen; whether something is to be read first; the click that moved the page.
let [pressed, last, unread, moved] = ["", 0, false, {}];
const make = (tag, properties) => Object.assign(document.createElement(tag), properties);
// Its name, whichever way it is written or turns what stands beside it.
const isolated = ({ name }) => `\u2068${name}\u2069`;
// What the row of a file says; ``problem``: the server's name for it.
const told = (sentence, problem) => Object.assign(new Error(problem), { sentence, problem });

const limit = (milliseconds, stop = new AbortController()) => setTimeout(() => stop.abort(), milliseconds) && stop;
// Runs one act after the other. All are kept before the first is made smaller, and a phone has room for one picture.
const queue = (before = Promise.resolve()) => (act) => (before = before.then(act, act));
const [prepared, alone] = [queue(), queue()];
// Also where the page is open twice: a thin line is not shared.
const inTurn = (act) => (navigator.locks ? navigator.locks.request("papers", act) : alone(act));

// What was asked of the store, or nothing where there is none or it has no room.
const store = (mode, act) =>
  new Promise((done) => {
    const opening = indexedDB.open("papers", 1);
    opening.onupgradeneeded = () => opening.result.createObjectStore("files", { keyPath: "id" });
    opening.onerror = () => done();
    opening.onsuccess = () => {
      try {
        const change = opening.result.transaction("files", mode);
        const asked = act(change.objectStore("files"));
        change.oncomplete = () => done(asked.result);
        change.onabort = () => done();
      } catch {
        done();
      }
      opening.result.close();
    };
  }).catch(() => {});
const forget = (id) => store("readwrite", (files) => files.delete(id));

const sealer = (words) => crypto.subtle.importKey("raw", Uint8Array.from(atob(words.key), (letter) => letter.charCodeAt(0)), "AES-GCM", false, ["encrypt", "decrypt"]);
const opened = async ({ id, at, iv, sealed }, key) => {
  const plain = await crypto.subtle.decrypt({ name: "AES-GCM", iv }, key, sealed);
  const [length] = new Uint32Array(plain, 0, 1);
  const [paper, name, type, more] = JSON.parse(new TextDecoder().decode(new Uint8Array(plain, 4, length)));
  return { ...more, id, at, kept: true, paper, file: new File([new Uint8Array(plain, 4 + length)], name, { type }) };
};

// Go on with what an earlier page left, each in the box of its paper. What is another case's or page's waits there two days.
const goOn = async (boxes) => {
  const found = await store("readonly", (files) => files.getAll());
  if (found && !found.length) delete localStorage.papers;
  const key = await sealer(boxes[0].words);
  for (const record of found?.sort((one, other) => one.at - other.at) ?? []) {
    const { paper, ...more } = await opened(record, key).catch(() => ({}));
    const box = boxes.find((each) => each.words.paper === paper);
    if (box) new Job(box, more).run();
    else if (record.at < Date.now() - DAYS) forget(record.id);
  }
};
const hex = async (bytes) => [...new Uint8Array(await crypto.subtle.digest("SHA-256", bytes))].map((byte) => byte.toString(16).padStart(2, "0")).join("");

// One that is worth to wait for.
const underway = () => ![...jobs].some((job) => job.stuck) && [...jobs].find((job) => job.busy);

// Whoever pressed goes on once nothing is under way, ``unless`` that was told; the button may have been made anew meanwhile.
const settled = (unless) => {
  if (unless) pressed = "";
  if (!pressed || underway()) return;
  const button = document.querySelector(`button[value="${pressed}"]`);
  pressed = "";
  button?.click();
};

document.addEventListener("click", (event) => {
  // The second of a double click, or of two taps, would hit what has moved there meanwhile.
  if (event.isTrusted && event.timeStamp - moved.timeStamp < 500 && Math.hypot(event.x - moved.x, event.y - moved.y) < 30) {
    event.stopPropagation();
    return event.preventDefault();
  }
  // What is kept is deleted by base.js, which every page has.
  if (event.target.closest("[data-exit]")) for (const job of jobs) job.end();
  const [job, button] = [underway(), event.target.closest("[name=go]")];
  if (!button || (!job && button.value.startsWith("lang-"))) return;
  // The way on would lead past what waits here, did not arrive or may be hard to read. What stands beside a file is no way on.
  const closed = [...jobs].find((each) => each.reopen?.isConnected);
  const untold = unread && !button.value.includes("-") && (document.querySelector(".chosen > li") ?? document.querySelector(".doubt"));
  if (job?.box.form === button.form) {
    pressed = button.value;
    job.box.tell(job.box.words.after);
    job.box.status.scrollIntoView({ block: "nearest" });
  } else if (closed?.box.form === button.form) closed.reopen.click();
  else if (untold) {
    [unread, untold.tabIndex] = [false, -1];
    untold.focus();
  } else return;
  (moved = event).preventDefault();
}, true);

// What is not kept goes with the page.
addEventListener("beforeunload", (event) => [...jobs].some((job) => !job.kept) && event.preventDefault());

class Job {
  // ``record``: its ``file``, ``raw`` before it was made smaller, and what was kept of it.
  constructor(box, record) {
    last = Math.max(Date.now(), last + 1);
    const parts = { words: make("span"), buttons: make("span"), stop: new AbortController(), tried: 0, token: "" };
    Object.assign(this, { box, ...parts, id: `${last} ${Math.random()}`, at: last }, record);
    const size = (this.file.size && Math.max(0.1, this.file.size / 2 ** 20)).toLocaleString(document.documentElement.lang, { maximumFractionDigits: 1 });
    this.row = make("li", { tabIndex: -1, textContent: `${isolated(this.file)}, ${size} MB ` });
    this.row.append(this.words, " ", this.buttons, " ", this.button(box.words.remove, () => this.remove()));
    box.list.append(this.row);
    this.ready = this.prepare([...jobs]);
    jobs.add(this);
  }

  button(text, act) {
    const made = make("button", { type: "button", className: "btn quiet", textContent: text, onclick: act });
    made.setAttribute("aria-label", `${text}: ${this.file.name}`);
    return made;
  }

  async prepare(others) {
    const { instead, box: { words } } = this;
    this.say(words.working, false);
    if (instead && !this.kept && others.some((job) => job.instead === instead)) throw told(words.one, "one");
    const { type } = this.file;
    if (!/^$|^image\/|pdf$/.test(type)) throw told(words.other, "wrong_type");
    // What is drawn anew counts by what is left of it; nothing else is read that could not be sent, and the server says if it is.
    const photo = words.drawn.split(",").includes(type);
    const big = () => this.file.size > words.most;
    if (!this.kept && (photo || !big())) await prepared(() => this.keep());
    if (photo && this.raw) await prepared(() => this.ended || this.shrink());
    if (big()) throw told(words.big, "too_big");
  }

  async shrink() {
    const { file } = this;
    try {
      const picture = await createImageBitmap(file, { imageOrientation: "from-image" });
      const [short, long] = [picture.width, picture.height].sort((one, other) => one - other);
      const scale = Math.min(1, Math.max(LONG, Math.min(LONGEST, (SHORT * long) / short)) / long);
      const canvas = make("canvas", { width: Math.round(picture.width * scale), height: Math.round(picture.height * scale) });
      // A JPEG knows no transparency: what is not painted would be black, as the writing on it is.
      const pen = Object.assign(canvas.getContext("2d"), { fillStyle: "white" });
      pen.fillRect(0, 0, canvas.width, canvas.height);
      pen.drawImage(picture, 0, 0, canvas.width, canvas.height);
      picture.close();
      let blob;
      for (const quality of [0.82, 0.72, 0.6, 0.5]) if (!blob || blob.size > Math.min(MOST, this.box.words.most)) blob = await new Promise((done) => canvas.toBlob(done, "image/jpeg", quality));
      this.file = new File([blob], file.name.replace(/\.\w+$/, "") + ".jpg", { type: blob.type });
    } catch {
      // A kind of photo that this browser cannot draw (HEIC) goes as it is.
    }
    this.raw = false;
    await this.keep();
  }

  // What fails here is not kept: the page warns before it closes.
  async keep() {
    try {
      const { box, file, instead, raw, upload, token } = this;
      const head = new TextEncoder().encode(JSON.stringify([box.words.paper, file.name, file.type, { instead, raw, upload, token }]));
      const plain = await new Blob([new Uint32Array([head.length]), head, file]).arrayBuffer();
      const iv = crypto.getRandomValues(new Uint8Array(12));
      const sealed = await crypto.subtle.encrypt({ name: "AES-GCM", iv }, await sealer(box.words), plain);
      if (this.ended || (await this.gone())) return;
      localStorage.papers = 1;
      if (await store("readwrite", (files) => files.put({ id: this.id, at: this.at, iv, sealed }))) this.kept = true;
    } catch {}
  }

  // Whether it was sent or removed in another window.
  async gone() {
    return this.kept && (await store("readonly", (files) => files.count(this.id))) === 0;
  }

  // What the row says, and not the page's own of what was cut; with ``aloud`` also those who do not see it hear it.
  say(words, aloud = true) {
    this.box.list.querySelector(`[data-upload="${this.upload}"]`)?.remove();
    if (this.words.textContent === words) return;
    this.words.textContent = words;
    if (aloud) this.box.tell(`${this.file.name}: ${words}`, false);
  }

  // Whoever pressed one of those that go stays in this row.
  offer(...buttons) {
    if (this.buttons.contains(document.activeElement)) this.row.focus();
    this.buttons.replaceChildren(...buttons);
  }

  async run() {
    this.busy = true;
    this.offer();
    try {
      await this.ready;
      this.say(this.box.words.turn, false);
      while (!this.ended && (await inTurn(() => this.send().catch((error) => this.stuck || Promise.reject(error))))) await this.rest();
    } catch (error) {
      if (!this.ended) this.failed(error);
    }
    this.busy = this.stuck = false;
    settled();
  }

  failed({ sentence, problem }) {
    const { words } = this.box;
    this.say(sentence ?? words.later);
    unread = true;
    if (FINAL.includes(problem)) {
      // Only its row stays here, until that was read.
      this.end();
      forget(this.id);
      this.row.dataset.over = last;
    } else if (problem === "closed") {
      // What was typed on a step is kept too, and whoever opens the form comes back to it.
      const go = { name: "go", value: words.stay, formNoValidate: true, href: location.pathname };
      this.reopen = make(words.stay ? "button" : "a", { ...go, className: "btn quiet", textContent: words.reopen });
      this.offer(this.reopen);
    } else if (["locked", "wrong_password"].includes(problem)) this.lock();
    else this.offer(this.button(words.again, () => this.run()));
  }

  // A place for the password of a PDF. It goes with a request and is kept nowhere.
  lock() {
    this.word = make("input", { type: "password", autocomplete: "off" });
    this.word.setAttribute("aria-label", `${this.box.words.password}: ${this.file.name}`);
    const open = this.button(this.box.words.open, () => this.run());
    this.word.addEventListener("keydown", (event) => event.key === "Enter" && (event.preventDefault(), open.click()));
    this.offer(this.word, open);
  }

  // One that is stuck needs another turn.
  async send() {
    const bytes = await this.file.arrayBuffer();
    for (let round = 0; round < PATIENCE; round += 1) {
      // Its token is enough, whatever became of the session.
      const { there } = (!round && this.token && (await this.ask("GET"))) || (await this.announce(bytes));
      const done = (await this.pieces(bytes, there)) && (await this.ask("POST", "", JSON.stringify({ password: this.word?.value ?? "" })));
      if (done) return this.arrived(done);
    }
    throw told();
  }

  async announce(bytes) {
    const { words, form } = this.box;
    const about = { mark: words.mark, paper: words.paper, name: this.file.name, size: bytes.byteLength, sha256: await hex(bytes), instead: this.instead };
    this.upload = "";
    const begun = await this.ask("POST", "", JSON.stringify(about), { "X-CSRFToken": form.elements.csrfmiddlewaretoken.value });
    if (!begun) throw told();
    [this.upload, this.token] = [begun.upload, begun.token];
    await this.keep();
    return begun;
  }

  // False where it has to be announced anew.
  async pieces(bytes, there) {
    const count = Math.ceil(bytes.byteLength / PIECE);
    for (let number = 0; number <= count; number += 1) {
      this.say(`${this.box.words.sending} ${Math.round((number / count) * 100)} %`, !number);
      if (number === count || there.includes(number)) continue;
      const body = bytes.slice(number * PIECE, (number + 1) * PIECE);
      if (!(await this.ask("PUT", `${number}/`, body, { "X-Chunk-SHA256": await hex(body) }))) return false;
    }
    return true;
  }

  // Ask until there is an answer to go by, as long as the page is open. Null where the upload has to be announced anew.
  async ask(method, path = "", body, headers) {
    const { words } = this.box;
    for (;;) {
      if (await this.gone()) this.remove(words.elsewhere);
      const { status, text } = (!this.ended && navigator.onLine && (await this.fetch(method, path, body, headers))) || {};
      if (this.ended) throw told();
      const turn = [409, 429].includes(status);
      if (status < 500 && !turn) {
        [this.tried, this.stuck] = [0, false];
        if (status === 404 || status === 410) return null;
        if (status === 403) throw told(this.kept ? words.closed : words.anew, "closed");
        const content = JSON.parse(text || "{}");
        if (status < 300) return content;
        throw told(content.sentence, content.problem);
      }
      this.tried += 1;
      if (status) this.say(turn ? words.turn : words.ours);
      else this.say(navigator.onLine ? words.retrying : words.offline);
      if (status && this.tried >= PATIENCE) {
        unread ||= !this.stuck;
        this.stuck = true;
        settled();
        throw told();
      }
      await this.rest();
    }
  }

  // The whole answer, or nothing where the line did not bring it.
  fetch(method, path, body, headers) {
    const { signal } = this.stop = limit(TIMEOUT);
    const where = this.box.words.to + (this.upload ? `${this.upload}/` : "") + path;
    const options = { method, body, headers: { "X-Upload-Token": this.token, ...headers }, signal, cache: "no-store" };
    return fetch(where, options).then(async (answer) => ({ status: answer.status, text: await answer.text() })).catch(() => null);
  }

  // A pause that grows with every vain try; shorter where the line is back, or somebody does not want to wait.
  async rest() {
    const { signal } = this.stop = limit(Math.min(LONGEST_PAUSE, 500 * 2 ** this.tried) * (1 + Math.random()));
    const again = () => {
      this.tried = 0;
      this.stop.abort();
    };
    addEventListener("online", again, { signal });
    this.offer(this.button(this.box.words.again, again));
    await new Promise((done) => (signal.onabort = done));
    this.offer();
  }

  arrived({ sentence, html, doubtful, gone }) {
    const { box, instead } = this;
    unread ||= doubtful || !html;
    this.end();
    forget(this.id);
    // Where the form was closed meanwhile nothing else on the page shows that we have it.
    if (!html) this.row.before(make("li", { textContent: `${isolated(this.file)}: ${sentence}` }));
    // Nobody has to read any more what was wrong with one that was chosen earlier.
    for (const row of [...box.list.children]) if (row === this.row || row.dataset.over < this.at) box.drop(row);
    box.tell(sentence, false);
    // What was said or asked of the paper before, or of the file in whose place this one came, is not so any more.
    for (const each of document.querySelectorAll("[data-gone]")) if ([box.files.id, instead, gone].includes(each.dataset.gone)) box.drop(each);
    if (!document.querySelector(".summary li")) document.querySelector(".summary")?.remove();
    const field = box.files.closest(".field");
    field.classList.toggle("err", Boolean(field.querySelector(".err-msg")));
    const pages = document.getElementById(`files-${box.words.paper}`);
    if (html && pages) pages.outerHTML = html;
    // From here on files are added.
    if (!instead || instead !== box.words.instead) return;
    box.words.instead = "";
    for (const each of box.form.querySelectorAll("[data-once]")) each.hidden = !each.hidden;
    box.files.multiple = true;
  }

  // Seen as removed, and stopped, only once it is not kept any more: another window, or a later one, would go on with it.
  async remove(why) {
    const { box, file, token, upload } = this;
    if (why) box.tell(`${isolated(file)}: ${why}`);
    this.ended = true;
    await forget(this.id);
    box.drop(this.row);
    this.end();
    if (token) fetch(`${box.words.to}${upload}/`, { method: "DELETE", headers: { "X-Upload-Token": token }, keepalive: true }).catch(() => {});
    settled(why);
  }

  end() {
    this.ended = true;
    this.stop.abort();
    jobs.delete(this);
  }
}

class Box {
  constructor(element) {
    const [camera, files] = element.querySelectorAll("input");
    Object.assign(this, { words: element.dataset, form: files.form, files, list: element.querySelector(".chosen"), status: make("p") });
    this.status.setAttribute("role", "status");
    element.append(this.status);
    element.parentNode.querySelector("[value^=upload]").hidden = true;
    for (const input of [camera, files]) {
      input.classList.add("vh");
      input.labels[0].classList.add("btn", "ghost");
      input.onchange = () => {
        for (const file of [...input.files]) new Job(this, { file, raw: true, instead: this.words.instead || undefined }).run();
        input.value = "";
      };
    }
  }

  // What a row shows already is said aloud only, or shown to whoever has pressed Continue and waits.
  tell(text, shown = true) {
    Object.assign(this.status, { textContent: text, className: shown || pressed ? "" : "vh" });
  }

  drop(row) {
    if (row.contains(document.activeElement)) this.files.focus();
    row.remove();
  }
}

if (globalThis.crypto?.subtle && globalThis.indexedDB) {
  const boxes = [...document.querySelectorAll("[data-to]:not([data-to=''])")].map((element) => new Box(element));
  if (boxes.length && localStorage.papers) goOn(boxes);
}
