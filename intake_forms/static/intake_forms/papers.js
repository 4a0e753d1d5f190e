// Additions to the place where photos are chosen: buttons in the page's own language, one photo after the other from the
// camera, each turned upright, made smaller and freed of its place and time before it travels, a row for each with how far it
// is and a way to take it out again. What carries them piece by piece is sending.js; without that, or where the browser
// cannot (no secure context, too old), they wait in the plain form, whose two inputs and button do the same without this.
const LONGEST = 2200;
const MOST = 1_200_000;
const QUALITIES = [0.82, 0.72, 0.6, 0.5];
// The button that was pressed while something was under way.
let pressed = null;
let sending = null;
// What waits in the plain form goes with it.
let going = false;
let left = false;

const load = () => {
  sending ??= import("./sending.js").catch(() => (sending = null));
  return sending;
};

const draw = (picture, scale) => {
  const canvas = document.createElement("canvas");
  canvas.width = Math.round(picture.width * scale);
  canvas.height = Math.round(picture.height * scale);
  canvas.getContext("2d").drawImage(picture, 0, 0, canvas.width, canvas.height);
  return canvas;
};

const upright = async (file) => {
  if (!file.type.startsWith("image/")) return file;
  try {
    const picture = await createImageBitmap(file, { imageOrientation: "from-image" });
    const canvas = draw(picture, Math.min(1, LONGEST / Math.max(picture.width, picture.height)));
    picture.close();
    let blob;
    for (const quality of QUALITIES) {
      blob = await new Promise((done) => canvas.toBlob(done, "image/jpeg", quality));
      if (blob.size <= MOST) break;
    }
    return new File([blob], file.name.replace(/\.\w+$/, "") + ".jpg", { type: blob.type });
  } catch {
    // A kind of photo that this browser cannot draw (HEIC) goes as it is.
    return file;
  }
};

const boxes = [];
const underway = (box) => (box.waiting ? true : box.sending?.busy(box));

// Whoever pressed goes on once nothing is under way; ``well``: unless there is something to read first.
const settled = (well) => {
  if (!well) pressed = null;
  if (boxes.some(underway)) return;
  const button = pressed;
  pressed = null;
  button?.click();
};

const start = (element) => {
  const words = element.dataset;
  const [camera, files] = element.querySelectorAll("input");
  const form = files.form;
  const button = element.parentNode.querySelector("[value^=upload]");
  const byPieces = Boolean(words.to && globalThis.crypto?.subtle && globalThis.indexedDB);
  const list = element.querySelector(".chosen");
  const status = document.createElement("p");
  const quiet = button.classList.contains("ghost");
  let chosen = [];
  let queue = Promise.resolve();
  status.role = "status";
  element.append(status);

  // Files that the plain form takes.
  const show = () => {
    const held = new DataTransfer();
    for (const file of chosen) held.items.add(file);
    files.files = held.files;
    camera.value = "";
    button.hidden = byPieces && !chosen.length;
    button.classList.toggle("ghost", quiet && !chosen.length);
    for (const row of list.querySelectorAll("[data-ready]")) row.remove();
    list.append(...chosen.map(line));
    const told = chosen.length ? `${words.ready} ${chosen.length}` : "";
    if (told || status.textContent === words.working || !byPieces) box.tell(told);
  };

  const wrong = (file) => {
    if (file.type && !/^image\/|pdf$/.test(file.type)) return words.other;
    return file.size > words.most ? words.big : "";
  };

  // One that cannot be used has a row until its reason was read.
  const refuse = (file, why) => {
    const row = box.row(file);
    const remove = () => {
      row.remove();
      files.focus();
    };
    row.append(`${why} `, box.button(words.remove, file.name, remove));
    list.append(row);
  };

  const line = (file, place) => {
    const row = box.row(file);
    row.dataset.ready = "";
    row.append(
      box.button(words.remove, `${place + 1}, ${file.name}`, () => {
        chosen = chosen.filter((each) => each !== file);
        show();
        files.focus();
      }),
    );
    return row;
  };

  const box = {
    words, form, list, status, files, settled, upright, wrong, waiting: 0,
    unsent: () => (!going && (chosen.length || box.waiting)) || box.sending?.unkept(),
    // What a row shows already is said aloud only.
    tell(text, shown = true) {
      status.textContent = text;
      status.classList.toggle("vh", !shown);
    },
    row(file) {
      const made = document.createElement("li");
      const size = Math.max(0.1, file.size / 2 ** 20).toLocaleString(document.documentElement.lang, { maximumFractionDigits: 1 });
      made.append(`${file.name}, ${size} MB `);
      return made;
    },
    button(text, about, act) {
      const made = document.createElement("button");
      made.type = "button";
      made.className = "btn quiet";
      made.textContent = text;
      made.setAttribute("aria-label", `${text}: ${about}`);
      made.addEventListener("click", act);
      return made;
    },
    // The page that was to be replaced is: from here on files are added.
    replaced() {
      document.getElementById("instead")?.remove();
      for (const each of form.querySelectorAll("[data-once]")) each.hidden = !each.hidden;
      files.multiple = true;
    },
    hold(file) {
      chosen.push(file);
      show();
    },
  };

  const work = async (picked) => {
    if (byPieces) box.sending = await load();
    const news = [];
    for (const file of picked) {
      let made = file;
      // Of a photo only what is left of it counts; nothing else is read that could not be sent.
      let why = file.type.startsWith("image/") ? "" : wrong(file);
      if (!why && !box.sending) why = wrong((made = await upright(file)));
      if (why) {
        refuse(file, why);
        news.push(`${file.name}: ${why}`);
      }
      else if (box.sending) {
        box.sending.begin(box, { file, raw: true, instead: words.instead || undefined });
        words.instead = "";
      }
      else chosen.push(made);
    }
    box.waiting -= 1;
    show();
    // The rows show it; those who do not see them hear it.
    if (news.length) box.tell([...news, status.textContent].join(" "), chosen.length > 0);
    // What is told here would go with the page: whoever pressed reads it first, and presses again.
    settled(!news.length);
  };

  // Who chooses more while the last ones are still being made smaller has them taken afterwards.
  const take = (event) => {
    const picked = [...event.target.files];
    box.waiting += 1;
    box.tell(words.working);
    queue = queue.then(() => work(picked));
  };

  for (const input of [camera, files]) {
    input.classList.add("vh");
    input.labels[0].classList.add("btn", "ghost");
    input.addEventListener("change", take);
    if (byPieces) input.addEventListener("click", load);
  }
  form.addEventListener("submit", (event) => {
    going = !underway(box);
    if (going) return;
    event.preventDefault();
    pressed = event.submitter ?? button;
    box.tell(words.after);
    status.scrollIntoView({ block: "nearest" });
  });
  addEventListener("pageshow", () => {
    going = false;
    if (!chosen.length) show();
  });
  boxes.push(box);
  return byPieces;
};

document.addEventListener("click", async (event) => {
  if (!event.target.closest("[data-exit]")) return;
  left = true;
  (await sending)?.leave();
});

// What is not kept goes with the page.
addEventListener("beforeunload", (event) => {
  if (!left && boxes.some((box) => box.unsent())) event.preventDefault();
});

// A browser too old to be handed files keeps its own inputs.
if (typeof DataTransfer === "function" && "items" in DataTransfer.prototype) {
  const able = [...document.querySelectorAll(".pickers")].map(start).some(Boolean);
  // Here before the line may be gone; a page that was only looked at for a moment does without.
  if (able) setTimeout(load, 4000);
  // Something of an earlier page may be left.
  if (able && localStorage.papers) {
    const found = await load();
    for (const box of boxes) box.sending = found;
    found?.goOn(boxes);
  }
}
