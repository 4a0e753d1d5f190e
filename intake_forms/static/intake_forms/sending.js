// Files of papers sent piece by piece: a cut line costs one piece, an ended session nothing. papers.js loads this when it is
// needed, and has the plain form where it cannot be had.
//
// From its choice until it has arrived a file is kept in this browser, so that it goes on after the page was closed: a
// photo from the camera may exist nowhere else. It lies there sealed with a key that is only on the pages of the case while
// that is open. On a borrowed phone it opens for nobody who does not have the case's words; it goes when it has arrived, when
// it is removed or the site is left by its button, and after two days. Where it cannot be kept the page warns before it
// closes (papers.js).
const PIECE = 256 * 1024;
const DAYS = 2 * 24 * 60 * 60 * 1000;
const TIMEOUT = 120_000;
const LONGEST_PAUSE = 60_000;
// After so many bad answers the next file has its turn, and nobody who pressed a button is held back: it goes on later.
const PATIENCE = 5;
// What no second try mends.
const FINAL = ["empty", "too_big", "wrong_type", "unreadable", "too_many_pages"];

const jobs = new Set();
let left = false;
let last = 0;

class Told extends Error {}
class Stuck extends Error {}

// What was asked of the store, or nothing where there is none or it has no room.
const kept = (mode, act) =>
  new Promise((done) => {
    const opening = indexedDB.open("papers", 1);
    opening.onupgradeneeded = () => opening.result.createObjectStore("files", { keyPath: "id" });
    opening.onerror = () => done();
    opening.onsuccess = () => {
      const base = opening.result;
      const end = (found) => done(base.close() ?? found);
      try {
        const change = base.transaction("files", mode);
        const asked = act(change.objectStore("files"));
        change.oncomplete = () => end(asked.result);
        change.onabort = () => end();
      } catch {
        end();
      }
    };
  }).catch(() => {});

const sealer = (words) =>
  crypto.subtle.importKey("raw", Uint8Array.from(atob(words.key), (letter) => letter.charCodeAt(0)), "AES-GCM", false, ["encrypt", "decrypt"]);

const keep = async (job) => {
  const { box, file, instead, raw, upload, token } = job;
  const about = [box.words.paper, file.name, file.type, { instead, raw, upload, token }];
  const head = new TextEncoder().encode(JSON.stringify(about));
  const plain = await new Blob([new Uint32Array([head.length]), head, file]).arrayBuffer();
  const iv = crypto.getRandomValues(new Uint8Array(12));
  const sealed = await crypto.subtle.encrypt({ name: "AES-GCM", iv }, await sealer(box.words), plain);
  if (job.ended || left) return;
  localStorage.papers = 1;
  if (await kept("readwrite", (files) => files.put({ id: job.id, at: job.at, iv, sealed }))) job.kept = true;
};

const opened = async ({ iv, sealed }, key) => {
  const plain = await crypto.subtle.decrypt({ name: "AES-GCM", iv }, key, sealed);
  const [length] = new Uint32Array(plain, 0, 1);
  const [paper, name, type, more] = JSON.parse(new TextDecoder().decode(new Uint8Array(plain, 4, length)));
  return { ...more, paper, file: new File([new Uint8Array(plain, 4 + length)], name, { type }) };
};

/** Go on with what an earlier page of this case left, each in the box of its paper. */
export const goOn = async (boxes) => {
  const found = (await kept("readonly", (files) => files.getAll())) ?? [];
  if (!found.length) delete localStorage.papers;
  const key = await sealer(boxes[0].words);
  for (const record of found.sort((one, other) => one.at - other.at)) {
    try {
      const { paper, ...more } = await opened(record, key);
      const box = boxes.find((each) => each.words.paper === paper);
      if (box) begin(box, { id: record.id, at: record.at, kept: true, ...more });
    } catch {
      // Another case's. Whoever has its words goes on with it, for two days.
      if (record.at < Date.now() - DAYS) kept("readwrite", (files) => files.delete(record.id));
    }
  }
};

// --- Sending -------------------------------------------------------------------------------------------------------------
const hex = async (bytes) => [...new Uint8Array(await crypto.subtle.digest("SHA-256", bytes))].map((byte) => byte.toString(16).padStart(2, "0")).join("");

// True where it was cut short: the line is back, or somebody does not want to wait.
const pause = (job, most) =>
  new Promise((done) => {
    const over = new AbortController();
    const end = (early) => {
      over.abort();
      clearTimeout(clock);
      done(Boolean(early));
    };
    const clock = setTimeout(end, most);
    addEventListener("online", end, { signal: over.signal });
    job.stop.signal.addEventListener("abort", end, { signal: over.signal });
    job.offer(job.box.button(job.box.words.again, job.file.name, end));
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

// A pause that grows with every vain try.
const rest = async (job) => {
  if (await pause(job, Math.min(LONGEST_PAUSE, 500 * 2 ** Math.min(job.tried, 9)) * (1 + Math.random()))) job.tried = 0;
  if (job.ended) throw new Told("");
  job.offer();
};

// Ask until there is an answer to go by, as long as the page is open.
const insist = async (job, path, options) => {
  const { words } = job.box;
  for (;;) {
    let answer = null;
    let trouble = navigator.onLine ? words.retrying : words.offline;
    job.tried += 1;
    try {
      if (navigator.onLine) answer = await ask(job, path, options);
    } catch {
      // The line.
    }
    if (job.ended) throw new Told("");
    if (answer) {
      if (answer.status < 500 && answer.status !== 409 && answer.status !== 429) {
        job.tried = 0;
        job.stuck = false;
        return answer;
      }
      trouble = answer.status < 500 ? words.turn : words.ours;
    }
    job.say(trouble);
    if (answer && job.tried >= PATIENCE) throw new Stuck();
    await rest(job);
  }
};

// Of what the server answers: its content, or what is wrong in its words. Nothing where the upload has to be announced anew.
const heard = async (job, answer) => {
  if (answer.status === 204) return {};
  if (answer.status === 404 || answer.status === 410) return null;
  const content = await answer.json().catch(() => ({}));
  if (answer.ok) return content;
  const told = new Told(content.sentence ?? job.box.words.later);
  told.final = FINAL.includes(content.problem);
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

// What we have of it already. Its token is enough for that and for the rest, whatever became of the session.
const known = async (job) => {
  const found = job.token && (await heard(job, await insist(job, `${job.upload}/`, { method: "GET" })));
  return found && { ...found, upload: job.upload, token: job.token };
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
    const begun = (round === 0 && (await known(job))) || (await announce(job, bytes));
    if (!begun) return true;
    if (job.token !== begun.token) {
      Object.assign(job, { upload: begun.upload, token: begun.token });
      job.own();
      await keep(job);
    }
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
const inTurn = (act) => (navigator.locks ? navigator.locks.request("papers", act) : line.send(act));

// Here too: all are kept before the first is made smaller, and a phone has room for one picture.
const line = Object.fromEntries(
  ["send", "keep", "draw"].map((what) => {
    let before = Promise.resolve();
    return [what, (act) => (before = before.then(act, act))];
  }),
);

/** Send a file that was chosen in a box; ``record``: its ``file``, ``raw`` before it was made smaller, and what was kept of it. */
export const begin = (box, record) => new Job(box, record).run();

/** Whether something of this box is on its way that is worth to wait for. */
export const busy = (box) => ![...jobs].some((job) => job.stuck) && [...jobs].some((job) => job.busy && job.box === box);

/** Whether something would be lost with the page. */
export const unkept = () => [...jobs].some((job) => !job.kept);

/** Stop everything. What was kept is deleted by base.js, which every page has. */
export const leave = () => {
  left = true;
  for (const job of jobs) job.drop();
};

class Job {
  constructor(box, record) {
    last = Math.max(Date.now(), last + 1);
    Object.assign(this, { box, id: crypto.randomUUID(), at: last, tried: 0, busy: false, ended: false }, record);
    this.row = box.row(this.file);
    this.row.tabIndex = -1;
    this.words = document.createElement("span");
    this.buttons = document.createElement("span");
    this.row.append(this.words, " ", this.buttons, " ", box.button(box.words.remove, this.file.name, () => this.remove()));
    this.own();
    box.list.append(this.row);
    jobs.add(this);
    this.ready = this.prepare();
  }

  async prepare() {
    const { box } = this;
    this.say(box.words.working, false);
    if (!this.kept) await line.keep(() => keep(this)).catch(() => {});
    if (!this.raw || this.ended) return;
    const small = await line.draw(() => box.upright(this.file));
    this.raw = false;
    if (small === this.file) return;
    this.file = small;
    await line.keep(() => keep(this)).catch(() => {});
  }

  // What the page says of what was cut, this row says now.
  own() {
    this.box.list.querySelector(`[data-upload="${this.upload}"]`)?.remove();
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

  // Whoever pressed one of those that go stays in this row.
  offer(...buttons) {
    if (this.buttons.contains(document.activeElement)) this.row.focus();
    this.buttons.replaceChildren(...buttons);
  }

  async run() {
    const { box } = this;
    this.stop = new AbortController();
    this.busy = true;
    this.offer();
    try {
      await this.ready;
      const wrong = box.wrong(this.file);
      if (wrong) throw Object.assign(new Told(wrong), { final: true });
      this.say(box.words.turn, false);
      while (await inTurn(() => this.turn())) await rest(this);
    } catch (error) {
      if (this.ended) return;
      this.say(error instanceof Told ? error.message : box.words.later);
      if (error.final) this.forget();
      else this.offer(...(error.locked ? this.lock() : [box.button(box.words.again, this.file.name, () => this.run())]));
    }
    this.busy = this.stuck = false;
    box.settled(!this.row.isConnected && !this.doubtful);
  }

  // True where it needs another turn.
  async turn() {
    const { box } = this;
    try {
      if (this.ended || !(await send(this))) return false;
      this.leave();
      box.hold(this.file);
      return false;
    } catch (error) {
      if (!(error instanceof Stuck)) throw error;
      this.stuck = true;
      box.settled(false);
      return true;
    }
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
    if (this.instead) this.box.replaced();
    // That there is none yet is not so any more.
    if (html) for (const each of document.querySelectorAll("[data-none]")) each.remove();
    const files = document.getElementById(`files-${this.box.words.paper}`);
    if (html && files) files.outerHTML = html;
  }

  // Nothing of it stays here; of one that cannot be used only its row, until that was read.
  forget() {
    this.ended = true;
    jobs.delete(this);
    kept("readwrite", (files) => files.delete(this.id));
  }

  leave() {
    this.forget();
    if (this.row.contains(document.activeElement)) this.box.files.focus();
    this.row.remove();
  }

  drop() {
    this.ended = true;
    this.busy = false;
    this.stop.abort();
  }

  remove() {
    this.drop();
    this.leave();
    this.box.words.instead ||= this.instead ?? "";
    const headers = { "X-Upload-Token": this.token };
    if (this.token) fetch(`${this.box.words.to}${this.upload}/`, { method: "DELETE", headers, keepalive: true }).catch(() => {});
    this.box.settled(true);
  }
}
