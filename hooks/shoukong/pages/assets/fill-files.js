/* The fields of a record that take photographs, files and signatures: what is chosen is scaled or looked at, what is
   signed is drawn, and both are shown. A classic script without a network, so that it also runs from a file. */
(() => {
  "use strict";
  const say = globalThis.shoukongSay;
  const { bytesOf, hex, sha256 } = globalThis.shoukongKeptFiles;
  const { button, make } = globalThis.shoukongField;
  const MOST_PIXELS = 1600; // of a photograph's longer side
  const QUALITY = 0.85;
  const [PAD_WIDTH, PAD_HEIGHT, PEN] = [800, 260, 5];
  const IMAGES = new Set(["jpg", "png", "webp"]);
  const SAME = { jpeg: "jpg", jpe: "jpg", jfif: "jpg" };
  // How files of each kind begin; of what is packed and of texts the filing says more.
  const STARTS = { jpg: "ffd8ff", png: "89504e470d0a1a0a", webp: "52494646", pdf: "25504446" };
  for (const each of ["docx", "xlsx", "pptx", "odt", "ods", "odp", "ofd"]) STARTS[each] = "504b";
  for (const each of ["doc", "xls", "ppt"]) STARTS[each] = "d0cf11e0";

  const sizeWords = (bytes) => (bytes < 1e6 ? `${Math.ceil(bytes / 1e3)} kB` : `${(bytes / 1e6).toFixed(1)} MB`);

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
    constructor(page, field) {
      Object.assign(this, { page, field, names: [], trouble: "", pending: Promise.resolve(), isBusy: false });
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
      const input = make("input", { id, type: "file", className: "sk-chooser", ...properties });
      input.addEventListener("change", () => {
        this.take([...input.files]);
        input.value = ""; // so that the same file may be chosen again
      });
      return make("label", { className }, text, input);
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
      const picture = file && IMAGES.has(extension) ? make("img", { src: URL.createObjectURL(file.blob), alt: title }) : null;
      const remove = button(say("删去"), () => this.remove(name));
      remove.setAttribute("aria-label", say("删去 {title}", { title }));
      return make("li", {}, picture, make("span", { textContent: told }), this.isFixed ? null : remove);
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
      this.pad = make("canvas", { className: "sk-pad", width: PAD_WIDTH, height: PAD_HEIGHT, attributes: { role: "img", "aria-label": say("{title}：在框内手写", { title: this.field.title }) } });
      this.pad.addEventListener("pointerdown", (event) => this.startStroke(event));
      this.pad.addEventListener("pointermove", (event) => this.goOn(event));
      for (const end of ["pointerup", "pointercancel"]) this.pad.addEventListener(end, () => this.endStroke());
      const typed = make("input", { id, className: "sk-input", type: "text", autocomplete: "off", maxLength: 20 });
      typed.addEventListener("change", () => this.write(typed.value.trim()));
      this.typed = typed;
      return [this.pad,
        make("div", { className: "sk-buttons" }, button(say("撤一笔"), () => this.undo()), button(say("清除签名"), () => this.wipe())),
        make("label", { className: "sk-typed" }, say("不便手写的，输入姓名："), typed)];
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

  const boxFor = (page, field) => new (field.attachment === "signature" ? SignatureBox : FilesBox)(page, field);
  globalThis.shoukongFiles = { boxFor };
})();
