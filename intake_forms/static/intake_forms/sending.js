// Files of papers sent piece by piece: a cut line costs one piece, an ended session nothing. papers.js loads this when it is
// needed, and has the plain form where it cannot be had.
//
// Until a file has arrived it is kept in this browser, so that it goes on after the page was closed: a photo from the camera
// may exist nowhere else. It lies there sealed with a key that is only on the pages of the case while that is open. On a
// borrowed phone it opens for nobody who does not have the case's words; it goes when it has arrived, when it is removed or
// the site is left by its button, and after two days.
const PIECE = 256 * 1024;
const DAYS = 2 * 24 * 60 * 60 * 1000;
const TIMEOUT = 120_000;
const LONGEST_PAUSE = 30_000;
// So often a server that does answer is asked again; a bad line has no end to that.
const PATIENCE = 5;

const jobs = new Set();
let left = false;

class Told extends Error {}

const kept = (mode, act) =>
  new Promise((done) => {
    const opening = indexedDB.open("papers", 1);
    opening.onupgradeneeded = () => opening.result.createObjectStore("files", { keyPath: "id" });
    opening.onerror = () => done();
    opening.onsuccess = () => {
      const change = opening.result.transaction("files", mode);
      const asked = act(change.objectStore("files"));
      change.oncomplete = change.onabort = () => {
        opening.result.close();
        done(asked.result);
      };
    };
  }).catch(() => {});

const sealer = (words) =>
  crypto.subtle.importKey("raw", Uint8Array.from(atob(words.key), (letter) => letter.charCodeAt(0)), "AES-GCM", false, ["encrypt", "decrypt"]);

const keep = async (job) => {
  const head = new TextEncoder().encode(JSON.stringify([job.box.words.paper, job.file.name, job.file.type, job.instead]));
  const plain = await new Blob([new Uint32Array([head.length]), head, job.file]).arrayBuffer();
  const iv = crypto.getRandomValues(new Uint8Array(12));
  const sealed = await crypto.subtle.encrypt({ name: "AES-GCM", iv }, await sealer(job.box.words), plain);
  if (!job.ended && !left) {
    localStorage.papers = 1;
    await kept("readwrite", (files) => files.put({ id: job.id, at: job.at, upload: job.upload, iv, sealed }));
  }
};

const opened = async ({ iv, sealed }, key) => {
  const plain = await crypto.subtle.decrypt({ name: "AES-GCM", iv }, key, sealed);
  const [length] = new Uint32Array(plain, 0, 1);
  const [paper, name, type, instead] = JSON.parse(new TextDecoder().decode(new Uint8Array(plain, 4, length)));
  return { paper, instead, file: new File([new Uint8Array(plain, 4 + length)], name, { type }) };
};

/** Go on with what an earlier page of this case left, each in the box of its paper. */
export const goOn = async (boxes) => {
  const found = (await kept("readonly", (files) => files.getAll())) ?? [];
  if (!found.length) delete localStorage.papers;
  const key = await sealer(boxes[0].words);
  for (const record of found) {
    try {
      const { paper, instead, file } = await opened(record, key);
      const box = boxes.find((each) => each.words.paper === paper);
      if (box) begin(box, { ...record, sealed: null, instead, file });
    } catch {
      // Another case's. Whoever has its words goes on with it, for two days.
      if (record.at < Date.now() - DAYS) kept("readwrite", (files) => files.delete(record.id));
    }
  }
};

// --- Sending -------------------------------------------------------------------------------------------------------------
const hex = async (bytes) => [...new Uint8Array(await crypto.subtle.digest("SHA-256", bytes))].map((byte) => byte.toString(16).padStart(2, "0")).join("");

const pause = (job, most) =>
  new Promise((done) => {
    const clock = setTimeout(done, most);
    addEventListener("online", done, { once: true });
    job.stop.signal.addEventListener("abort", done, { once: true });
    job.stop.signal.addEventListener("abort", () => clearTimeout(clock), { once: true });
  });

const ask = async (job, path, options) => {
  const clock = new AbortController();
  const stop = () => clock.abort();
  const timer = setTimeout(stop, TIMEOUT);
  job.stop.signal.addEventListener("abort", stop);
  try {
    const headers = { "X-Upload-Token": job.token ?? "", ...options.headers };
    return await fetch(job.box.words.to + path, { ...options, headers, signal: clock.signal, cache: "no-store" });
  } finally {
    clearTimeout(timer);
    job.stop.signal.removeEventListener("abort", stop);
  }
};

// Ask until there is an answer to go by: through cuts without end, of a server in trouble a few times.
const insist = async (job, path, options) => {
  const { words } = job.box;
  for (let tried = 1; ; tried += 1) {
    let answer = null;
    if (navigator.onLine) {
      try {
        answer = await ask(job, path, options);
      } catch {
        // The line.
      }
      if (job.ended) throw new Told("");
      if (answer && answer.status < 500 && answer.status !== 409 && answer.status !== 429) return answer;
      if (answer && tried >= PATIENCE) throw new Told((await answer.json().catch(() => ({}))).sentence ?? words.later);
    }
    job.say(navigator.onLine ? words.retrying : words.offline);
    await pause(job, Math.min(LONGEST_PAUSE, 1000 * 2 ** Math.min(tried, 9)) * (0.5 + Math.random() / 2));
    if (job.ended) throw new Told("");
  }
};

// Of what the server answers: its content, or what is wrong in its words. Nothing where the upload has to be announced anew.
const heard = async (job, answer) => {
  if (answer.status === 204) return {};
  if (answer.status === 404 || answer.status === 410) return null;
  const content = await answer.json().catch(() => ({}));
  if (answer.ok) return content;
  const told = new Told(content.sentence ?? job.box.words.later);
  told.locked = content.problem === "locked" || content.problem === "wrong_password";
  throw told;
};

const announce = async (job, bytes) => {
  const { words, form } = job.box;
  const about = { mark: words.mark, paper: words.paper, name: job.file.name, size: bytes.byteLength, sha256: await hex(bytes), instead: job.instead };
  const headers = { "Content-Type": "application/json", "X-CSRFToken": form.elements.csrfmiddlewaretoken.value };
  const answer = await insist(job, "", { method: "POST", headers, body: JSON.stringify(about) });
  // The session has ended, or the paper is not asked for any more: the plain form says what to do.
  if ([403, 404].includes(answer.status)) return null;
  return heard(job, answer);
};

const pieces = async (job, bytes, there) => {
  const count = Math.ceil(bytes.byteLength / PIECE);
  for (let number = 0; number < count; number += 1) {
    job.progress(number / count);
    if (there.includes(number)) continue;
    const body = bytes.slice(number * PIECE, (number + 1) * PIECE);
    const headers = { "Content-Type": "application/octet-stream", "X-Chunk-SHA256": await hex(body) };
    if (!(await heard(job, await insist(job, `${job.upload}/${number}/`, { method: "PUT", headers, body })))) return false;
  }
  job.progress(1);
  return true;
};

// True where the plain form has to do it.
const send = async (job) => {
  const bytes = await job.file.arrayBuffer();
  for (let round = 0; round < PATIENCE; round += 1) {
    const begun = await announce(job, bytes);
    if (!begun) return true;
    job.upload = begun.upload;
    job.token = begun.token;
    await keep(job);
    if (!(await pieces(job, bytes, begun.there))) continue;
    const headers = { "Content-Type": "application/json" };
    const body = JSON.stringify({ password: job.password ?? "" });
    const done = await heard(job, await insist(job, `${job.upload}/`, { method: "POST", headers, body }));
    if (!done) continue;
    job.arrived(done);
    return false;
  }
  throw new Told(job.box.words.later);
};

// One after the other, also where the page is open twice: a thin line is not shared.
const inTurn = (act) => (navigator.locks ? navigator.locks.request("papers", act) : (inTurn.last = (inTurn.last ?? Promise.resolve()).then(act)));

/** Send a file that was chosen in a box; ``record``: its ``file``, and what was kept of it. */
export const begin = (box, record) => new Job(box, record).run();

/** Whether something is on its way, in this box or in any. */
export const busy = (box) => [...jobs].some((job) => job.busy && (!box || job.box === box));

/** Stop everything. What was kept is deleted by base.js, which every page has. */
export const leave = () => {
  left = true;
  for (const job of jobs) job.drop();
};

class Job {
  constructor(box, { id = crypto.randomUUID(), at = Date.now(), upload, instead, file }) {
    Object.assign(this, { box, id, at, upload, instead, file, busy: false, ended: false });
    this.row = box.row(file);
    this.words = document.createElement("span");
    this.buttons = document.createElement("span");
    this.row.append(this.words, " ", this.buttons);
    box.list.querySelector(`[data-upload="${upload}"]`)?.remove();
    box.list.append(this.row);
    jobs.add(this);
  }

  // What the row says; with ``aloud`` also those who do not see it hear it.
  say(words, aloud = true) {
    if (this.said === words) return;
    this.said = this.words.textContent = words;
    if (aloud) this.box.tell(`${this.file.name}: ${words}`, false);
  }

  progress(part) {
    this.say(`${this.box.words.sending} ${Math.round(part * 100)} %`, part === 0);
  }

  offer(...buttons) {
    this.buttons.replaceChildren(...buttons);
  }

  async run() {
    const { words } = this.box;
    const remove = this.box.button(words.remove, this.file.name, () => this.remove());
    this.stop = new AbortController();
    this.busy = true;
    this.say(words.turn, false);
    this.offer(remove);
    try {
      await inTurn(async () => {
        if (this.ended || !(await send(this))) return;
        this.leave();
        this.box.hold(this.file);
      });
    } catch (error) {
      if (this.ended) return;
      this.say(error instanceof Told ? error.message : words.later);
      this.offer(...(error.locked ? this.lock() : [this.box.button(words.again, this.file.name, () => this.run())]), remove);
    }
    this.busy = false;
    this.box.settled(!this.row.isConnected && !this.doubtful);
  }

  // A place for the password of a PDF. It goes with one request and is kept nowhere.
  lock() {
    const { words } = this.box;
    const input = document.createElement("input");
    input.type = "password";
    input.autocomplete = "off";
    input.setAttribute("aria-label", `${words.password}: ${this.file.name}`);
    const open = this.box.button(words.open, this.file.name, async () => {
      this.password = input.value;
      await this.run();
      this.password = "";
    });
    input.addEventListener("keydown", (event) => {
      if (event.key !== "Enter") return;
      event.preventDefault();
      open.click();
    });
    return [input, open];
  }

  arrived({ sentence, html, doubtful }) {
    this.doubtful = doubtful;
    this.leave();
    this.box.tell(sentence, !html);
    if (this.instead) document.getElementById("instead")?.remove();
    const files = document.getElementById(`files-${this.box.words.paper}`);
    if (html && files) files.outerHTML = html;
  }

  // Nothing of it stays here.
  leave() {
    this.ended = true;
    jobs.delete(this);
    this.row.remove();
    kept("readwrite", (files) => files.delete(this.id));
  }

  drop() {
    this.ended = true;
    this.busy = false;
    this.stop?.abort();
  }

  remove() {
    this.drop();
    this.leave();
    this.box.words.instead ||= this.instead ?? "";
    const headers = { "X-Upload-Token": this.token };
    if (this.token) fetch(`${this.box.words.to}${this.upload}/`, { method: "DELETE", headers, keepalive: true }).catch(() => {});
    this.box.files.focus();
    this.box.settled(true);
  }
}
