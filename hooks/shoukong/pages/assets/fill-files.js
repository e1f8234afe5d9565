/* Photographs, files and signatures of a record that is being filled in: scaled, named by their digests, kept on the
   device, and packed to be handed in. A classic script without a network, so that it also runs from a file. */
(() => {
  "use strict";
  const say = globalThis.shoukongSay;
  const MOST_PIXELS = 1600; // of a photograph's longer side
  const QUALITY = 0.85;
  const [PAD_WIDTH, PAD_HEIGHT, PEN] = [800, 260, 5];
  const IMAGES = new Set(["jpg", "png", "webp"]);
  const SAME = { jpeg: "jpg", jpe: "jpg", jfif: "jpg" };
  // How files of each kind begin; of what is packed and of texts the filing says more.
  const STARTS = { jpg: "ffd8ff", png: "89504e470d0a1a0a", webp: "52494646", pdf: "25504446" };
  for (const each of ["docx", "xlsx", "pptx", "odt", "ods", "odp", "ofd"]) STARTS[each] = "504b";
  for (const each of ["doc", "xls", "ppt"]) STARTS[each] = "d0cf11e0";

  const hex = (bytes) => [...bytes].map((n) => n.toString(16).padStart(2, "0")).join("");
  const bytesOf = async (blob) => new Uint8Array(await blob.arrayBuffer());
  const sizeWords = (bytes) => (bytes < 1e6 ? `${Math.ceil(bytes / 1e3)} kB` : `${(bytes / 1e6).toFixed(1)} MB`);

  /* Digests: browsers have none to offer on pages that are not served securely. ---------------------------------------- */

  const fraction = (n) => ((n - Math.floor(n)) * 2 ** 32) >>> 0;
  const primes = [];
  for (let n = 2; primes.length < 64; n += 1) if (primes.every((p) => n % p)) primes.push(n);
  const ROUNDS = primes.map((p) => fraction(Math.cbrt(p)));
  const START = primes.slice(0, 8).map((p) => fraction(Math.sqrt(p)));

  function ownSha256(bytes) {
    const padded = new Uint8Array((((bytes.length + 8) >> 6) + 1) << 6);
    padded.set(bytes);
    padded[bytes.length] = 0x80;
    const view = new DataView(padded.buffer);
    view.setUint32(padded.length - 8, Math.floor(bytes.length / 2 ** 29));
    view.setUint32(padded.length - 4, (bytes.length << 3) >>> 0);
    const state = [...START];
    const w = new Uint32Array(64);
    const turned = (x, n) => (x >>> n) | (x << (32 - n));
    for (let at = 0; at < padded.length; at += 64) {
      for (let i = 0; i < 16; i += 1) w[i] = view.getUint32(at + 4 * i);
      for (let i = 16; i < 64; i += 1) {
        const low = turned(w[i - 15], 7) ^ turned(w[i - 15], 18) ^ (w[i - 15] >>> 3);
        const high = turned(w[i - 2], 17) ^ turned(w[i - 2], 19) ^ (w[i - 2] >>> 10);
        w[i] = w[i - 16] + low + w[i - 7] + high;
      }
      let [a, b, c, d, e, f, g, h] = state;
      for (let i = 0; i < 64; i += 1) {
        const first = (h + (turned(e, 6) ^ turned(e, 11) ^ turned(e, 25)) + ((e & f) ^ (~e & g)) + ROUNDS[i] + w[i]) | 0;
        const second = ((turned(a, 2) ^ turned(a, 13) ^ turned(a, 22)) + ((a & b) ^ (a & c) ^ (b & c))) | 0;
        [h, g, f, e, d, c, b, a] = [g, f, e, (d + first) | 0, c, b, a, (first + second) | 0];
      }
      [a, b, c, d, e, f, g, h].forEach((n, i) => { state[i] = (state[i] + n) | 0; });
    }
    return state.map((n) => (n >>> 0).toString(16).padStart(8, "0")).join("");
  }

  async function sha256(bytes) {
    if (!globalThis.crypto?.subtle) return ownSha256(bytes);
    return hex(new Uint8Array(await crypto.subtle.digest("SHA-256", bytes)));
  }

  /* An archive of files as they are. ------------------------------------------------------------------------------------ */

  const CRC = Uint32Array.from({ length: 256 }, (_, n) => {
    let c = n;
    for (let i = 0; i < 8; i += 1) c = c & 1 ? 0xedb88320 ^ (c >>> 1) : c >>> 1;
    return c;
  });

  function crc32(bytes) {
    let c = 0xffffffff;
    for (const byte of bytes) c = CRC[(c ^ byte) & 255] ^ (c >>> 8);
    return ~c >>> 0;
  }

  /** Little-endian numbers one after the other, each with its count of bytes. */
  function packed(...pairs) {
    const bytes = [];
    for (const [n, count] of pairs) for (let i = 0; i < count; i += 1) bytes.push(Math.floor(n / 2 ** (8 * i)) & 255);
    return new Uint8Array(bytes);
  }

  /** A .zip of files by their names, nothing compressed: pictures do not get smaller. */
  async function zipOf(files) {
    const [parts, listed] = [[], []];
    let place = 0;
    for (const [name, blob] of files) {
      const [label, bytes] = [new TextEncoder().encode(name), await bytesOf(blob)];
      const told = [[20, 2], [0x800, 2], [0, 2], [0, 2], [0x21, 2], [crc32(bytes), 4], [bytes.length, 4], [bytes.length, 4], [label.length, 2], [0, 2]];
      parts.push(packed([0x04034b50, 4], ...told), label, bytes);
      listed.push(packed([0x02014b50, 4], [20, 2], ...told, [0, 2], [0, 2], [0, 2], [0, 4], [place, 4]), label);
      place += 30 + label.length + bytes.length;
    }
    const length = listed.reduce((sum, part) => sum + part.length, 0);
    const end = packed([0x06054b50, 4], [0, 4], [files.length, 2], [files.length, 2], [length, 4], [place, 4], [0, 2]);
    return new Blob([...parts, ...listed, end], { type: "application/zip" });
  }

  /* What this device keeps: text has room in localStorage, files have not. ----------------------------------------------- */

  const STORE = "files";

  class FileShelf {
    constructor(key) {
      this.key = key;
      this.held = new Map(); // where the browser keeps nothing, until the tab closes
    }

    asked(mode, act) {
      return new Promise((resolve, reject) => {
        const opening = indexedDB.open("shoukong.files", 1);
        opening.onupgradeneeded = () => opening.result.createObjectStore(STORE);
        opening.onerror = () => reject(opening.error);
        opening.onsuccess = () => {
          const base = opening.result;
          const change = base.transaction(STORE, mode);
          const request = act(change.objectStore(STORE));
          change.oncomplete = () => { base.close(); resolve(request.result); };
          change.onabort = () => { base.close(); reject(change.error); };
        };
      });
    }

    async keep(name, file) {
      this.held.set(name, file);
      await this.asked("readwrite", (store) => store.put(file, `${this.key}/${name}`)).catch(() => null);
    }

    /** A file with what it was called; nothing where the device does not have it. */
    async file(name) {
      return this.held.get(name) || this.asked("readonly", (store) => store.get(`${this.key}/${name}`)).catch(() => undefined);
    }

    /** Forget the files that no record needs any more. */
    async tidy(needed) {
      const keys = await this.asked("readonly", (store) => store.getAllKeys()).catch(() => []);
      const idle = keys.filter((key) => key.startsWith(`${this.key}/`) && !needed.has(key.slice(this.key.length + 1)));
      for (const key of idle) await this.asked("readwrite", (store) => store.delete(key)).catch(() => null);
    }
  }

  /* Reading what is chosen ---------------------------------------------------------------------------------------------- */

  const blobOf = (canvas, type) => new Promise((resolve) => { canvas.toBlob(resolve, type, QUALITY); });

  /** A photograph as large as it needs to be, and without what the camera tells of it beside the picture. */
  async function scaled(file) {
    const picture = await createImageBitmap(file).catch(() => {
      throw new Error(say("浏览器打不开 {name}：换成 JPG 或 PNG", { name: file.name }));
    });
    const factor = Math.min(1, MOST_PIXELS / Math.max(picture.width, picture.height));
    const canvas = Object.assign(document.createElement("canvas"), { width: Math.max(1, Math.round(picture.width * factor)), height: Math.max(1, Math.round(picture.height * factor)) });
    const pen = canvas.getContext("2d");
    pen.fillStyle = "#fff";
    pen.fillRect(0, 0, canvas.width, canvas.height);
    pen.drawImage(picture, 0, 0, canvas.width, canvas.height);
    picture.close();
    return blobOf(canvas, "image/jpeg");
  }

  function extensionOf(file) {
    const written = /\.([a-z0-9]+)$/i.exec(file.name)?.[1].toLowerCase() || "";
    return SAME[written] || written;
  }

  /** A file as it is, where the field takes it. */
  async function checked(file, field) {
    const extension = extensionOf(file);
    const { name } = file;
    if (!field.extensions.includes(extension)) throw new Error(say("不收 {name}：可以收 {known}", { name, known: field.extensions.join(" ") }));
    if (file.size > field.maxSize) throw new Error(say("{name} 超过 {limit} MB：缩小后再附", { name, limit: field.maxSize / 1e6 }));
    const start = hex(new Uint8Array(await file.slice(0, 8).arrayBuffer()));
    if (!file.size || !start.startsWith(STARTS[extension] || "")) throw new Error(say("{name} 的内容不是扩展名所说的那种文件", { name }));
    return extension;
  }

  /* A field that takes files: what is chosen, each with a picture or its name, and a button to take it away. -------------- */

  class FilesBox {
    constructor(page, field, { make, button }) {
      Object.assign(this, { page, field, make, button, names: [], trouble: "", pending: Promise.resolve(), isBusy: false });
      const id = `fill-${field.name}`;
      this.mark = make("b", { className: "sk-needed", textContent: " *", title: say("必填"), hidden: true });
      this.fault = make("p", { className: "sk-fault", id: `${id}-fault` });
      this.known = make("output", { className: "sk-known", id: `${id}-known` });
      this.list = make("ul", { className: "sk-files" });
      const hint = field.hint ? make("p", { className: "sk-hint", textContent: field.hint }) : null;
      this.body = make("div", { className: "sk-fill-files" });
      this.element = make("fieldset", { className: "sk-fill-field sk-wide", dataset: { field: field.name } },
        make("legend", {}, field.title, this.mark), this.body, this.list, this.known, hint, this.fault);
      this.body.append(...this.controls(id));
      this.input = this.body.querySelector("input");
      this.body.querySelectorAll("input").forEach((each) => each.setAttribute("aria-describedby", `${this.known.id} ${this.fault.id}`));
    }

    controls(id) {
      const isPhoto = this.field.attachment === "photo";
      const accept = isPhoto ? "image/*" : this.field.extensions.map((each) => `.${each}`).join(",");
      const choose = this.chooser(id, isPhoto ? say("选照片") : say("选文件"), { accept, multiple: true });
      return isPhoto ? [this.chooser(`${id}-camera`, say("拍照"), { accept, attributes: { capture: "environment" } }, "sk-button sk-camera"), choose] : [choose];
    }

    chooser(id, text, properties, className = "sk-button") {
      const input = this.make("input", { id, type: "file", className: "sk-chooser", ...properties });
      input.addEventListener("change", () => {
        this.take([...input.files]);
        input.value = ""; // so that the same file may be chosen again
      });
      return this.make("label", { className }, text, input);
    }

    /** Work on one thing after the other; the record waits for it. */
    after(act) {
      this.isBusy = true;
      const mine = this.pending = this.pending.then(act).catch((error) => this.tell(error?.message || String(error))).then(() => {
        if (mine === this.pending) this.isBusy = false;
      });
      return mine;
    }

    take(files) {
      return this.after(async () => {
        this.tell(say("正在处理……"));
        const refused = [];
        for (const file of files) {
          try {
            if (this.field.attachment === "photo") await this.add(await scaled(file), "jpg", file.name);
            else await this.add(file, await checked(file, this.field), file.name);
          } catch (error) {
            refused.push(error?.message || String(error));
          }
        }
        this.tell(refused.join("\n"));
        await this.changed();
      });
    }

    async add(blob, extension, label) {
      const bytes = await bytesOf(blob);
      const name = `${await sha256(bytes)}.${extension}`;
      // a file that was chosen may be gone when it is handed in: what it holds is kept
      await this.page.files.keep(name, { blob: new Blob([bytes], { type: blob.type }), label });
      if (!this.names.includes(name)) this.names.push(name);
      return name;
    }

    remove(name) {
      this.names = this.names.filter((each) => each !== name);
      this.tell("");
      this.changed();
      this.input.focus();
    }

    async changed() {
      await this.render();
      this.page.changed(this);
    }

    tell(text) {
      this.known.textContent = text;
    }

    async render() {
      const names = [...this.names];
      const files = await Promise.all(names.map((name) => this.page.files.file(name)));
      const lost = this.isFixed ? 0 : files.filter((file) => !file).length;
      this.trouble = lost ? say("有 {n} 个附件不在这台设备上：删去后重新附上", { n: lost }) : "";
      this.list.querySelectorAll("img").forEach((image) => URL.revokeObjectURL(image.src));
      this.list.replaceChildren(...names.map((name, i) => this.item(name, files[i], i + 1)));
    }

    item(name, file, n) {
      const extension = name.split(".")[1];
      const title = `${this.field.title} ${n}`;
      const told = file ? `${file.label || title} · ${sizeWords(file.blob.size)}` : `${name.slice(0, 12)}….${extension}`;
      const picture = file && IMAGES.has(extension) ? this.make("img", { src: URL.createObjectURL(file.blob), alt: title }) : null;
      const remove = this.button(say("删去"), () => this.remove(name));
      remove.setAttribute("aria-label", say("删去 {title}", { title }));
      return this.make("li", {}, picture, this.make("span", { textContent: told }), this.isFixed ? null : remove);
    }

    get cell() {
      return this.names.join(" ");
    }

    set cell(text) {
      this.names = text.split(" ").filter(Boolean);
      this.tell("");
      this.after(async () => {
        await this.render();
        this.page.refresh();
      });
    }

    fix(isFixed) {
      this.isFixed = isFixed;
      this.body.hidden = isFixed;
      this.element.classList.toggle("sk-fixed", isFixed);
    }

    show({ fault, isRequired, isHidden }) {
      this.mark.hidden = !isRequired;
      this.element.hidden = isHidden;
      this.fault.textContent = fault;
      this.input.setAttribute("aria-invalid", String(Boolean(fault)));
    }

    focus() {
      this.input.focus();
    }
  }

  /* A field that is signed: by finger, pen or mouse, or by typing one's name. -------------------------------------------- */

  class SignatureBox extends FilesBox {
    controls(id) {
      this.strokes = [];
      this.pad = this.make("canvas", { className: "sk-pad", width: PAD_WIDTH, height: PAD_HEIGHT, attributes: { role: "img", "aria-label": say("{title}：在框内手写", { title: this.field.title }) } });
      this.pad.addEventListener("pointerdown", (event) => this.startStroke(event));
      this.pad.addEventListener("pointermove", (event) => this.goOn(event));
      for (const end of ["pointerup", "pointercancel"]) this.pad.addEventListener(end, () => this.endStroke());
      const typed = this.make("input", { id, className: "sk-input", type: "text", autocomplete: "off", maxLength: 20 });
      typed.addEventListener("change", () => this.write(typed.value.trim()));
      this.typed = typed;
      return [this.pad,
        this.make("div", { className: "sk-buttons" }, this.button(say("撤一笔"), () => this.undo()), this.button(say("清除签名"), () => this.wipe())),
        this.make("label", { className: "sk-typed" }, say("不便手写的，输入姓名："), typed)];
    }

    at(event) {
      const shown = this.pad.getBoundingClientRect();
      return [((event.clientX - shown.left) * PAD_WIDTH) / shown.width, ((event.clientY - shown.top) * PAD_HEIGHT) / shown.height];
    }

    startStroke(event) {
      if (event.button) return;
      event.preventDefault();
      this.pad.setPointerCapture(event.pointerId);
      this.stroke = [this.at(event)];
      if (this.typed.value) [this.typed.value, this.strokes] = ["", []];
      this.strokes.push(this.stroke);
      this.draw();
    }

    goOn(event) {
      if (!this.stroke) return;
      for (const each of event.getCoalescedEvents?.() || [event]) this.stroke.push(this.at(each));
      this.draw();
    }

    endStroke() {
      if (!this.stroke) return;
      this.stroke = null;
      this.save();
    }

    undo() {
      this.strokes.pop();
      this.save();
    }

    wipe() {
      this.strokes = [];
      this.base = null;
      this.typed.value = "";
      this.save();
    }

    write(name) {
      this.base = null;
      this.strokes = name ? [name] : [];
      this.save();
    }

    draw() {
      const pen = this.pad.getContext("2d");
      pen.fillStyle = "#fff";
      pen.fillRect(0, 0, PAD_WIDTH, PAD_HEIGHT);
      if (this.base) pen.drawImage(this.base, 0, 0, PAD_WIDTH, PAD_HEIGHT);
      Object.assign(pen, { lineWidth: PEN, lineCap: "round", lineJoin: "round", strokeStyle: "#111", fillStyle: "#111", textAlign: "center", textBaseline: "middle", font: "96px KaiTi, STKaiti, serif" });
      for (const stroke of this.strokes) {
        if (typeof stroke === "string") {
          pen.fillText(stroke, PAD_WIDTH / 2, PAD_HEIGHT / 2, PAD_WIDTH - 40);
          continue;
        }
        pen.beginPath();
        pen.moveTo(...stroke[0]);
        for (const point of stroke.length > 1 ? stroke.slice(1) : stroke) pen.lineTo(...point);
        pen.stroke();
      }
    }

    /** The cell follows the pad: it names what is drawn now, or nothing. */
    save() {
      this.draw();
      return this.after(async () => {
        this.names = [];
        if (this.strokes.length || this.base) await this.add(await blobOf(this.pad, "image/png"), "png", this.field.title);
        this.trouble = "";
        this.page.changed(this);
      });
    }

    async render() {
      const [name] = this.names;
      const file = name ? await this.page.files.file(name) : null;
      this.trouble = name && !file && !this.isFixed ? say("签名不在这台设备上：重新签") : "";
      this.tell(this.isFixed && name ? say("已签") : "");
      this.strokes = [];
      this.typed.value = "";
      this.base = file ? await createImageBitmap(file.blob).catch(() => null) : null;
      this.draw();
    }
  }

  const boxFor = (page, field, pieces) => new (field.attachment === "signature" ? SignatureBox : FilesBox)(page, field, pieces);
  globalThis.shoukongFiles = { FileShelf, boxFor, zipOf, sha256, ownSha256 };
})();
