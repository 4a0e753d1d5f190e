// Additions to the place where photos are chosen: buttons in the page's own language, one photo after the other from the
// camera, each turned upright, made smaller and freed of its place and time before it travels, a line for each with a way
// to take it out again. Without this the two inputs and the button do the same.
const LONGEST = 2200;
const QUALITY = 0.82;
// Of the whole page: how many choices are still being made smaller, and the button that was pressed meanwhile.
let waiting = 0;
let pressed = null;

const upright = async (file) => {
  if (!file.type.startsWith("image/")) return file;
  try {
    const picture = await createImageBitmap(file, { imageOrientation: "from-image" });
    const scale = Math.min(1, LONGEST / Math.max(picture.width, picture.height));
    const canvas = document.createElement("canvas");
    canvas.width = Math.round(picture.width * scale);
    canvas.height = Math.round(picture.height * scale);
    canvas.getContext("2d").drawImage(picture, 0, 0, canvas.width, canvas.height);
    picture.close();
    const blob = await new Promise((done) => canvas.toBlob(done, "image/jpeg", QUALITY));
    return blob ? new File([blob], file.name.replace(/\.\w+$/, "") + ".jpg", { type: blob.type }) : file;
  } catch {
    // A kind of photo that this browser cannot draw (HEIC) goes as it is.
    return file;
  }
};

const start = (box) => {
  const { most, ready, working, after, remove, big, other } = box.dataset;
  const [camera, files] = box.querySelectorAll("input");
  const form = files.form;
  const send = box.parentNode.querySelector("[value^=upload]");
  const quiet = send.classList.contains("ghost");
  const list = document.createElement("ul");
  const status = document.createElement("p");
  let chosen = [];
  let queue = Promise.resolve();
  list.className = "chosen";
  list.role = "list";
  status.role = "status";
  box.append(list, status);

  const show = (news) => {
    const held = new DataTransfer();
    for (const file of chosen) held.items.add(file);
    files.files = held.files;
    camera.value = "";
    send.classList.toggle("ghost", quiet && !chosen.length);
    list.replaceChildren(...chosen.map(line));
    status.textContent = [...news, chosen.length ? `${ready} ${chosen.length}` : ""].join(" ");
  };

  const line = (file, place) => {
    const row = document.createElement("li");
    const button = document.createElement("button");
    const size = Math.max(0.1, file.size / 2 ** 20).toLocaleString(document.documentElement.lang, { maximumFractionDigits: 1 });
    button.type = "button";
    button.className = "btn quiet";
    button.textContent = remove;
    button.setAttribute("aria-label", `${remove}: ${place + 1}, ${file.name}`);
    button.addEventListener("click", () => {
      chosen = chosen.filter((each) => each !== file);
      show([]);
      files.focus();
    });
    row.append(`${place + 1}. ${file.name}, ${size} MB `, button);
    return row;
  };

  const work = async (picked) => {
    const news = [];
    for (const file of picked) {
      const made = await upright(file);
      if (made.type && !/^image\/|pdf$/.test(made.type)) news.push(`${file.name}: ${other}`);
      else if (made.size > most) news.push(`${file.name}: ${big}`);
      else chosen.push(made);
    }
    waiting -= 1;
    show(news);
    // What is told here would go with the page: whoever pressed reads it first, and presses again.
    if (news.length) pressed = null;
    if (!waiting) pressed?.click();
  };

  // Who chooses more while the last ones are still being made smaller has them taken afterwards.
  const take = (event) => {
    const picked = [...event.target.files];
    waiting += 1;
    status.textContent = working;
    queue = queue.then(() => work(picked));
  };

  for (const input of [camera, files]) {
    input.classList.add("vh");
    input.labels[0].classList.add("btn", "ghost");
    input.addEventListener("change", take);
  }
  form.addEventListener("submit", (event) => {
    if (!waiting) return;
    event.preventDefault();
    pressed = event.submitter ?? send;
    if (status.textContent !== working) return;
    status.textContent = after;
    status.scrollIntoView({ block: "nearest" });
  });
  addEventListener("pageshow", () => chosen.length || show([]));
};

// A browser too old to be handed files keeps its own inputs.
if (typeof DataTransfer === "function" && "items" in DataTransfer.prototype) document.querySelectorAll(".pickers").forEach(start);
