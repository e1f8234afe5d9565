/* A record to fill in: fields of the form, what the check says of them at once, drafts, and how it is handed in.
   A classic script, which portal.js loads with the form's data: it needs no network then, and runs from a file. */
(() => {
  "use strict";
  const say = globalThis.shoukongSay;
  const { Rules, entryText, isValue, dayOf, momentOf } = globalThis.shoukongRules;
  const SIGNS = "0123456789ABCDEFGHJKMNPQRSTVWXYZ"; // those that are not taken for others when read aloud
  const FEW = 4; // choices that stand side by side
  const KEPT_SENT = 20;
  const OLD = 300; // days since the site was built

  function make(tag, properties = {}, ...children) {
    const { attributes, dataset, ...plain } = properties;
    const element = Object.assign(document.createElement(tag), plain);
    Object.assign(element.dataset, dataset);
    for (const [name, value] of Object.entries(attributes || {})) if (value !== null) element.setAttribute(name, value);
    element.append(...children.flat().filter((child) => child !== null && child !== undefined));
    return element;
  }

  function button(text, act, className = "sk-button") {
    const element = make("button", { type: "button", className, textContent: text });
    element.addEventListener("click", act);
    return element;
  }

  function newId(now = new Date()) {
    const chance = crypto.getRandomValues(new Uint8Array(6));
    return `${dayOf(now).slice(2).replaceAll("-", "")}-${[...chance].map((n) => SIGNS[n % 32]).join("")}`;
  }

  /* What this device keeps of a form: the draft, what is ready to be handed in, what was; nothing where it may not. */
  class Shelf {
    constructor(base, table) {
      this.key = `shoukong.fill:${new URL(base).pathname}:${table}`;
      this.held = { draft: null, ready: [], sent: [], last: [] };
      try {
        Object.assign(this.held, JSON.parse(localStorage.getItem(this.key) || "{}"));
      } catch { /* private windows may refuse */ }
    }

    keep(changes) {
      Object.assign(this.held, changes);
      try {
        localStorage.setItem(this.key, JSON.stringify(this.held));
      } catch { /* it is kept until the tab closes */ }
    }

    /** The record that its page hands over to be continued or copied, once. */
    handedOver() {
      try {
        const text = sessionStorage.getItem(`${this.key}:record`);
        sessionStorage.removeItem(`${this.key}:record`);
        return text ? JSON.parse(text) : null;
      } catch {
        return null;
      }
    }
  }

  /* One field ----------------------------------------------------------------------------------------------------------- */

  class FieldBox {
    constructor(page, field) {
      Object.assign(this, { page, field });
      const id = `fill-${field.name}`;
      this.input = this.makeInput(id);
      this.mark = make("b", { className: "sk-needed", textContent: " *", title: say("必填"), hidden: true });
      this.fault = make("p", { className: "sk-fault", id: `${id}-fault` });
      this.known = make("output", { className: "sk-known", id: `${id}-known` });
      const hint = field.hint ? make("p", { className: "sk-hint", id: `${id}-hint`, textContent: field.hint }) : null;
      const described = [hint?.id, this.known.id, this.fault.id].filter(Boolean).join(" ");
      const controls = this.radios || [this.input];
      controls.forEach((control) => control.setAttribute("aria-describedby", described));
      const title = this.radios
        ? make("legend", {}, field.title, this.mark)
        : make("label", { htmlFor: id }, field.title, this.mark);
      this.element = make(this.radios ? "fieldset" : "div", { className: `sk-fill-field${field.long ? " sk-wide" : ""}`, dataset: { field: field.name } },
        title, make("div", { className: "sk-fill-input" }, this.input, this.shortcut()), this.known, hint, this.fault);
    }

    makeInput(id) {
      const { field } = this;
      const choices = field.type === "boolean" ? [["true", say("是")], ["false", say("否")]] : (field.enum || []).map((each) => [each, each]);
      if (choices.length && choices.length <= FEW) return this.makeRadios(id, choices);
      const common = { id, name: field.name, className: "sk-input", autocomplete: "off" };
      let input;
      if (choices.length) input = make("select", common, make("option", { value: "", textContent: "—" }), choices.map(([value, text]) => make("option", { value, textContent: text })));
      else if (field.long) input = make("textarea", { ...common, rows: 3 });
      else {
        const [type, mode] = { date: ["date"], datetime: ["datetime-local"], time: ["time"], yearmonth: ["month"], integer: ["text", "numeric"], number: ["text", "decimal"], year: ["text", "numeric"] }[field.type] || ["text"];
        input = make("input", { ...common, type });
        if (mode) input.inputMode = mode;
        if (type === "datetime-local" || type === "time") input.step = 60;
        if (field.to) input.setAttribute("list", `choices-${field.to}`);
      }
      input.addEventListener("input", () => this.page.changed(this));
      input.addEventListener("change", () => this.settle());
      return input;
    }

    makeRadios(id, choices) {
      this.radios = [];
      const labels = [["", say("不填")], ...choices].map(([value, text], i) => {
        const radio = make("input", { type: "radio", name: this.field.name, value, id: i ? `${id}-${i}` : id, checked: value === "" });
        radio.addEventListener("change", () => this.page.changed(this));
        this.radios.push(radio);
        return make("label", { className: "sk-choice" }, radio, ` ${text}`);
      });
      return make("div", { className: "sk-choices" }, labels);
    }

    /** Today, or this minute, by one tap. */
    shortcut() {
      const { type } = this.field;
      if (type !== "date" && type !== "datetime") return null;
      const text = type === "date" ? say("今天") : say("现在");
      const now = button(text, () => {
        this.cell = type === "date" ? dayOf(new Date()) : momentOf(new Date());
        this.page.changed(this);
      }, "sk-button sk-now");
      now.setAttribute("aria-label", say("{title}：{now}", { title: this.field.title, now: text }));
      return now;
    }

    get cell() {
      if (this.radios) return this.radios.find((radio) => radio.checked)?.value || "";
      const { type } = this.field;
      const text = this.input.value.replaceAll("\r\n", "\n").trim();
      if ((type === "datetime" && text.length === 16) || (type === "time" && text.length === 5)) return `${text}:00`;
      if (type === "integer" || type === "number") return text.normalize("NFKC").replace(/(?<=\d),(?=\d{3})/g, "");
      return text;
    }

    set cell(text) {
      if (this.radios) {
        const radio = this.radios.find((each) => each.value === text);
        if (radio) radio.checked = true;
        return;
      }
      this.input.value = text;
    }

    /** A name, or a number written otherwise, as the number that is meant, where it is one. */
    settle() {
      const choices = globalThis.shoukongChoices?.[this.field.to];
      const text = this.cell;
      if (!choices || !text) return;
      const plain = (each) => each.normalize("NFKC").trim().toUpperCase();
      const meant = choices.find(([number]) => plain(number) === plain(text))
        || choices.find(([number, label]) => plain(`${number} ${label}`) === plain(text));
      const named = choices.filter(([, label]) => label && plain(label) === plain(text));
      if (meant) this.cell = meant[0];
      else if (named.length === 1) this.cell = named[0][0];
      this.page.changed(this);
    }

    /** What the number that is written is called; that it is not in the list, which the filing will look into. */
    tellName() {
      const choices = globalThis.shoukongChoices?.[this.field.to];
      const text = this.cell;
      const found = choices?.find(([number]) => number === text);
      this.known.textContent = found ? found[1] : choices && text ? say("清单里没有「{text}」，登记时再核对", { text }) : "";
      this.known.classList.toggle("sk-unknown", !found);
    }

    show({ fault, isRequired, isHidden }) {
      this.mark.hidden = !isRequired;
      this.element.hidden = isHidden;
      this.fault.textContent = fault;
      for (const control of this.radios || [this.input]) {
        control.setAttribute("aria-invalid", String(Boolean(fault)));
        if (!this.radios) control.setAttribute("aria-required", String(isRequired));
      }
    }

    /** Whether what is there already stays as it is. */
    fix(isFixed) {
      for (const control of this.radios || [this.input]) control.disabled = isFixed;
      this.element.classList.toggle("sk-fixed", isFixed);
      const now = this.element.querySelector(".sk-now");
      if (now) now.hidden = isFixed;
    }

    focus() {
      (this.radios ? this.radios[0] : this.input).focus();
    }
  }

  /* The page ------------------------------------------------------------------------------------------------------------ */

  class FillPage {
    constructor(box, form, base) {
      Object.assign(this, { box, form, base });
      this.rules = new Rules(form);
      this.shelf = new Shelf(base, form.table);
      this.touched = new Set();
      this.files = form.fields.some(({ attachment }) => attachment) ? new globalThis.shoukongFiles.FileShelf(this.shelf.key) : null;
      this.boxes = form.fields.filter((field) => !this.rules.isGiven(field))
        .map((field) => (field.attachment ? globalThis.shoukongFiles.boxFor(this, field, { make, button }) : new FieldBox(this, field)));
      const handed = this.shelf.handedOver();
      this.record = handed?.purpose === "continue" ? handed.cells : null;
      this.id = newId();
      this.build();
      if (handed) this.fill(handed.purpose === "continue" ? handed.cells : this.copied(handed.cells));
      else if (this.asked()) this.startAnew(this.asked());
      else if (this.shelf.held.draft) this.restore(this.shelf.held.draft);
      else this.startAnew();
      this.refresh();
      this.loadChoices();
      this.workOffline();
      this.tidy();
    }

    /** What the address says of the record, such as the rule that a report is on. */
    asked() {
      const cells = [...new URLSearchParams(location.search)].filter(([name]) => this.rules.fields.has(name));
      return cells.length ? Object.fromEntries(cells) : null;
    }

    build() {
      this.told = make("div", { className: "sk-fill-told", role: "status" });
      this.limits = make("div", { className: "sk-fill-limits" });
      this.readyList = make("div", { className: "sk-fill-ready" });
      this.ways = make("div", { className: "sk-buttons sk-fill-ways" });
      this.element = make("form", { noValidate: true, attributes: { "aria-label": this.form.title } },
        this.sections(), this.limits,
        make("div", { className: "sk-buttons" },
          make("button", { type: "submit", className: "sk-button sk-button--primary", textContent: this.record ? say("续填好了") : say("填好了") }),
          this.record ? null : button(say("填好，再填一条相同的"), () => this.finish(true)),
          button(say("清空"), () => this.clear())),
        this.told, this.readyList, this.ways);
      this.element.addEventListener("submit", (event) => { event.preventDefault(); this.finish(false); });
      this.box.replaceChildren(...this.notices(), this.element, this.code());
    }

    /** On paper, of which form in which revision this is. */
    code() {
      const [address, drawn] = this.form.code;
      const picture = drawn ? new DOMParser().parseFromString(drawn.replace("<svg", '<svg xmlns="http://www.w3.org/2000/svg"'), "image/svg+xml").documentElement : null;
      picture?.setAttribute("aria-hidden", "true");
      return make("div", { className: "sk-record-code" }, picture, make("span", {}, `${this.form.id} ${this.form.revision}`, make("br"), address));
    }

    /** The fields in the sections of the form, as on paper; a section of which nothing is to be filled in is left out. */
    sections() {
      const boxes = new Map(this.boxes.map((each) => [each.field.name, each.element]));
      const grid = (elements) => make("div", { className: "sk-fill-grid" }, elements);
      return this.form.sections.map(([title, names]) => [title, names.map((name) => boxes.get(name)).filter(Boolean)])
        .filter(([, elements]) => elements.length)
        .map(([title, elements]) => title ? make("fieldset", { className: "sk-fill-section" }, make("legend", { textContent: title }), grid(elements)) : grid(elements));
    }

    notices() {
      const today = dayOf(new Date());
      const [from, revision] = this.form.next || [];
      const texts = [];
      if (this.record) texts.push(say("续填 {number}：只填还空着的栏，已有的内容不改。", { number: this.record[this.form.key] }));
      if (from && today >= from) texts.push(say("从 {from} 起用版本 {revision}，请刷新页面再填。", { from, revision }));
      if (today < this.form.built) texts.push(say("这台设备的日期是 {today}，早于网站生成的日子：请先校正。", { today }));
      const age = (Date.parse(today) - Date.parse(this.form.built)) / 86400000;
      if (age > OLD) texts.push(say("这台设备的日期是 {today}，网站生成于 {built}：先核对日期，日期没有错就换新的页面填。", { today, built: this.form.built }));
      return texts.map((text) => make("p", { className: "sk-notice sk-notice--bad", textContent: text }));
    }

    get cells() {
      const own = Object.fromEntries(this.boxes.map((each) => [each.field.name, each.cell]));
      return this.record ? { ...this.record, ...own } : own;
    }

    /** The fields that a record to be continued has filled in already stay as they are. */
    isFixed(name) {
      return Boolean(this.record?.[name]);
    }

    fill(cells) {
      for (const each of this.boxes) {
        each.fix(this.isFixed(each.field.name));
        each.cell = cells[each.field.name] || "";
      }
    }

    startAnew(cells = {}) {
      const field = this.rules.fields.get(this.form.date);
      const now = !field ? {} : { [field.name]: field.type === "datetime" ? momentOf(new Date()) : dayOf(new Date()) };
      this.id = newId();
      this.touched.clear();
      this.fill({ ...now, ...cells });
      this.refresh();
    }

    restore({ id, cells }) {
      this.id = id;
      this.fill(cells);
      this.tell(say("已恢复没有填完的内容。"));
    }

    /** The cells that another record like it starts with: all but its number, its days and its moments. */
    copied(cells) {
      return Object.fromEntries(Object.entries(cells).filter(([name]) => {
        const field = this.rules.fields.get(name);
        return field && !field.attachment && name !== this.form.key && name !== "form_revision" && !["date", "datetime", "time"].includes(field.type);
      }));
    }

    changed(box) {
      this.touched.add(box.field.name);
      if (!this.record) this.shelf.keep({ draft: { id: this.id, cells: this.cells } });
      this.refresh();
    }

    refresh(all = false) {
      const cells = this.cells;
      const faults = this.rules.faultsOf(cells, dayOf(new Date()));
      for (const each of this.boxes) if (each.trouble) faults.set(each.field.name, each.trouble);
      for (const each of this.boxes) {
        const { name } = each.field;
        const isShown = (all || this.touched.has(name) || (faults.has(name) && cells[name])) && !this.isFixed(name);
        each.show({
          fault: isShown ? faults.get(name) || "" : "",
          isRequired: this.rules.isRequired(each.field, cells),
          isHidden: this.rules.isNeedless(each.field, cells) && !cells[name],
        });
        if (each.field.to) each.tellName();
      }
      const limits = this.rules.limitsOf(cells);
      const items = limits.map(({ id, title, words, until, conditional }) => make("li", {},
        make("a", { href: new URL(`duties/${id}/`, this.base).href, textContent: `${id} ${title}` }),
        say("：{words}，{until} 前", { words, until }), conditional ? make("small", { textContent: say("（符合条件的）") }) : null));
      this.limits.replaceChildren(...(items.length ? [make("h2", { textContent: say("这条记录开始的时限") }), make("ul", {}, items)] : []));
      this.showReady();
      return new Map([...faults].filter(([name]) => !this.isFixed(name)));
    }

    tell(text, isBad = false) {
      this.told.replaceChildren(text ? make("p", { className: `sk-notice${isBad ? " sk-notice--bad" : ""}`, textContent: text }) : "");
    }

    /** Put the record among those to hand in, and start the next. */
    async finish(again) {
      const busy = this.boxes.filter(({ isBusy }) => isBusy);
      if (busy.length) await Promise.all(busy.map(({ pending }) => pending));
      const faults = this.refresh(true);
      const first = this.boxes.find((each) => faults.has(each.field.name));
      if (first) {
        this.tell(say("还有 {n} 处要改。", { n: faults.size }), true);
        first.element.hidden = false;
        first.focus();
        return;
      }
      const cells = this.cells;
      const names = this.record ? [this.form.key, ...this.form.names.filter((name) => cells[name] && !this.record[name])] : this.form.names;
      if (this.record && names.length === 1) return this.tell(say("没有续填任何一栏。"), true);
      const whole = { ...cells, form_revision: cells.form_revision || (this.record ? "" : this.form.revision) };
      const entry = { id: this.id, name: `${this.form.table}-${this.id}${this.record ? ".continue" : ""}.csv`, text: entryText(this.form, whole, names), cells: this.record ? null : cells, files: this.enclosed() };
      this.shelf.keep({ ready: [...this.shelf.held.ready, entry], draft: null });
      this.tell(say("填报号 {id}。", { id: this.id }));
      if (this.record) this.element.querySelector(".sk-fill-grid").hidden = true;
      else this.startAnew(again ? this.copied(cells) : {});
      this.refresh();
      (again ? this.boxes[0] : this.ways.querySelector("button"))?.focus();
    }

    /** The names of what the record encloses and did not have before. */
    enclosed() {
      return this.boxes.filter(({ field }) => field.attachment && !this.isFixed(field.name)).flatMap(({ names }) => names);
    }

    clear() {
      if (!Object.values(this.cells).some(Boolean)) return;
      const before = { id: this.id, cells: this.cells };
      this.shelf.keep({ draft: null });
      this.startAnew();
      this.tell(say("已清空。"));
      this.told.append(button(say("撤销"), () => { this.restore(before); this.refresh(); }));
    }

    /* Handing in -------------------------------------------------------------------------------------------------------- */

    showReady() {
      const { ready, sent, last } = this.shelf.held;
      const items = ready.map((entry) => make("li", {}, make("code", { textContent: entry.id }), ` ${this.summary(entry)} `,
        entry.cells ? button(say("改"), () => this.takeBack(entry), "sk-button") : null,
        button(say("删去"), () => this.drop(entry), "sk-button")));
      const list = ready.length ? [make("h2", { textContent: say("要交出的 {n} 条", { n: ready.length }) }), make("ul", {}, items)] : [];
      const done = sent.length ? [make("p", { className: "sk-hint", textContent: say("最近交出：{ids}", { ids: sent.map(({ id }) => id).join(" ") }) }),
        last.length ? button(say("再交一次"), () => this.handInAgain()) : ""] : [];
      const packed = ready.some(({ files }) => files?.length) ? [make("p", { className: "sk-hint", textContent: say("有附件的要作为文件交出，不能用文字：下载的每份是一个 zip，整个交给登记的人。") })] : [];
      this.readyList.replaceChildren(...list, ...packed, ...done);
      this.ways.replaceChildren(...(ready.length ? this.wayButtons() : []));
    }

    summary({ cells, text, files = [] }) {
      const told = Object.entries(cells || {}).filter(([name, cell]) => cell && !this.rules.fields.get(name)?.attachment).map(([, cell]) => cell).slice(0, 4);
      const enclosed = files.length ? [say("{n} 个附件", { n: files.length })] : [];
      const shown = cells ? [...told, ...enclosed].join(" · ") : text.split("\n")[1];
      return shown.length > 60 ? `${shown.slice(0, 60)}…` : shown;
    }

    takeBack(entry) {
      this.drop(entry);
      this.restore(entry);
      this.refresh();
    }

    drop(entry) {
      this.shelf.keep({ ready: this.shelf.held.ready.filter((each) => each.id !== entry.id) });
      this.refresh();
    }

    wayButtons() {
      const ways = {
        folder: globalThis.showDirectoryPicker && [say("存入文件夹"), () => this.intoFolder()],
        download: [say("下载"), () => this.download()],
        text: [say("复制成文字"), () => this.copy()],
      };
      const isPacked = this.shelf.held.ready.some(({ files }) => files?.length); // a text holds no files
      const offered = (isPacked ? ["folder", "download"] : this.form.ways).map((name) => ways[name]).filter(Boolean);
      if (this.form.address && !isPacked) offered.push([say("在代码托管网站提交"), () => this.onForge()]);
      return offered.map(([text, act], i) => button(text, () => this.handIn(act), `sk-button${i ? "" : " sk-button--primary"}`));
    }

    /** What was handed in last and did not arrive: by its ids it is filed once, however often it comes. */
    handInAgain() {
      const { ready, last } = this.shelf.held;
      this.shelf.keep({ ready: [...last, ...ready], last: [] });
      this.refresh();
      this.ways.querySelector("button")?.focus();
    }

    /** Hand in by a way, and keep what was not handed in. */
    async handIn(act) {
      try {
        const told = await act();
        const { ready, sent } = this.shelf.held;
        this.shelf.keep({ ready: [], last: ready, sent: [...ready.map(({ id }) => ({ id })), ...sent].slice(0, KEPT_SENT) });
        this.refresh();
        this.tell(told);
        this.tidy();
      } catch (error) {
        if (error?.name !== "AbortError") this.tell(say("没有交出：{problem}", { problem: error?.message || error }), true);
      }
    }

    /** The files of an entry; one that the device has lost keeps the entry from being handed in. */
    async filesOf({ id, files = [] }) {
      const found = [];
      for (const name of files) {
        const file = await this.files.file(name);
        if (!file) throw new Error(say("{id} 的附件不在这台设备上，点“改”重新附上", { id }));
        found.push([name, file.blob]);
      }
      return found;
    }

    /** Forget the files that neither the draft nor what is or was last handed in needs. */
    tidy() {
      const { draft, ready, last } = this.shelf.held;
      const named = [this.cells, draft?.cells].flatMap((cells) => Object.values(cells || {}).flatMap((cell) => cell.split(" ")));
      this.files?.tidy(new Set([...named, ...[...ready, ...last].flatMap(({ files = [] }) => files)]));
    }

    async download() {
      for (const entry of this.shelf.held.ready) {
        const rows = new Blob([entry.text], { type: "text/csv" });
        const files = await this.filesOf(entry);
        const content = files.length ? await globalThis.shoukongFiles.zipOf([[entry.name, rows], ...files]) : rows;
        const name = files.length ? entry.name.replace(/\.csv$/, ".zip") : entry.name;
        const link = make("a", { href: URL.createObjectURL(content), download: name });
        link.click();
        setTimeout(() => URL.revokeObjectURL(link.href), 60000);
        await new Promise((resolve) => setTimeout(resolve, 150)); // browsers drop downloads that start together
      }
      return say("已下载：把文件交给登记的人，或放进收件的文件夹。");
    }

    async intoFolder() {
      const folder = await chosenFolder();
      const write = async (name, content) => {
        const file = await folder.getFileHandle(name, { create: true });
        const stream = await file.createWritable();
        await stream.write(content);
        await stream.close();
      };
      for (const entry of this.shelf.held.ready) {
        for (const [name, blob] of await this.filesOf(entry)) await write(name, blob); // before the entry that needs them
        await write(entry.name, entry.text);
      }
      return say("已存入文件夹 {folder}。", { folder: folder.name });
    }

    async copy() {
      const text = this.shelf.held.ready.map(({ name, text: rows }) => `${name}\n${rows}`).join("\n");
      try {
        await navigator.clipboard.writeText(text);
        return say("已复制：粘贴到聊天里，登记的人按第一行的名称存成文件。");
      } catch {
        this.told.replaceChildren(make("textarea", { className: "sk-input", value: text, rows: 6, readOnly: true, ariaLabel: say("要复制的文字") }));
        this.told.firstChild.select();
        throw new Error(say("浏览器不让复制，请自己复制下面的文字"));
      }
    }

    async onForge() {
      for (const { name, text } of this.shelf.held.ready) {
        const address = new URL(this.form.address);
        address.searchParams.set("filename", name);
        address.searchParams.set("value", text);
        if (address.href.length > 7500) throw new Error(say("{name} 太长，请改用下载", { name }));
        window.open(address.href, "_blank", "noopener");
      }
      return say("已打开新建文件的页面，在那里提交。");
    }

    /* Without a network -------------------------------------------------------------------------------------------------- */

    loadChoices() {
      for (const table of new Set(this.form.fields.map(({ to }) => to).filter(Boolean))) {
        const list = make("datalist", { id: `choices-${table}` });
        this.element.append(list);
        const script = make("script", { src: new URL(`fill/choices/${table}.js`, this.base).href });
        script.onload = () => {
          list.append(...globalThis.shoukongChoices[table].map(([number, label]) => make("option", { value: number, label: label ? `${number} ${label}` : number })));
          this.refresh();
        };
        document.head.append(script);
      }
    }

    /** Where the site is served, keep the page for when there is no network. */
    workOffline() {
      if (!navigator.serviceWorker || !location.protocol.startsWith("http")) return;
      navigator.serviceWorker.register(new URL("sw.js", this.base)).then(() => navigator.serviceWorker.ready).then((registration) => {
        const loaded = performance.getEntriesByType("resource").map(({ name }) => name);
        const here = location.href.split(/[?#]/)[0];
        const coming = JSON.parse(this.box.dataset.forms || "[]").map(([, name]) => new URL(name, here).href);
        registration.active.postMessage({ keep: [here, ...loaded, ...coming] });
      }).catch(() => { /* without it the page still works while it is open */ });
    }
  }

  /* The folder that was chosen once is kept, as the browser allows it. */
  const STORE = "folders";
  const inStore = (mode, act) => new Promise((resolve, reject) => {
    const opening = indexedDB.open("shoukong.fill", 1);
    opening.onupgradeneeded = () => opening.result.createObjectStore(STORE);
    opening.onerror = () => reject(opening.error);
    opening.onsuccess = () => {
      try {
        const asked = act(opening.result.transaction(STORE, mode).objectStore(STORE));
        asked.onsuccess = () => resolve(asked.result);
        asked.onerror = () => reject(asked.error);
      } catch (error) {
        reject(error);
      }
    };
  });

  async function chosenFolder() {
    const kept = await inStore("readonly", (store) => store.get("inbox")).catch(() => null);
    if (kept && (await kept.requestPermission({ mode: "readwrite" }).catch(() => "denied")) === "granted") return kept;
    const folder = await globalThis.showDirectoryPicker({ id: "shoukong", mode: "readwrite" });
    await inStore("readwrite", (store) => store.put(folder, "inbox")).catch(() => null);
    return folder;
  }

  globalThis.shoukongFill = (box, base) => new FillPage(box, globalThis.shoukongForm, base);
})();
