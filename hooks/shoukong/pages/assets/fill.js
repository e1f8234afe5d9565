/* A record to fill in: fields of the form, what the check says of them at once, drafts, and how the next is begun.
   A classic script, which portal.js loads with the form's data: it needs no network then, and runs from a file. */
(() => {
  "use strict";
  const say = globalThis.shoukongSay;
  const { Rules, entryText, dayOf, momentOf } = globalThis.shoukongRules;
  const { FieldBox, button, make } = globalThis.shoukongField;
  const { HandingIn, Shelf } = globalThis.shoukongHandingIn;
  const SIGNS = "0123456789ABCDEFGHJKMNPQRSTVWXYZ"; // those that are not taken for others when read aloud
  const OLD = 300; // days since the site was built
  const CONTINUED = "continue"; // in the address: the number of the record that is continued

  function newId(now = new Date()) {
    const chance = crypto.getRandomValues(new Uint8Array(6));
    return `${dayOf(now).slice(2).replaceAll("-", "")}-${[...chance].map((n) => SIGNS[n % 32]).join("")}`;
  }

  class FillPage {
    constructor(box, form, base) {
      Object.assign(this, { box, form, base });
      this.rules = new Rules(form);
      this.shelf = new Shelf(base, form.table);
      this.handing = new HandingIn(this);
      this.touched = new Set();
      this.files = form.fields.some(({ attachment }) => attachment) ? new globalThis.shoukongKeptFiles.FileShelf(this.shelf.key) : null;
      this.boxes = form.fields.filter((field) => !this.rules.isGiven(field))
        .map((field) => (field.attachment ? globalThis.shoukongFiles.boxFor(this, field) : new FieldBox(this, field)));
      this.begin();
      this.loadChoices();
      this.workOffline();
      this.handing.tidy();
      this.keepSheet();
      addEventListener("storage", (event) => event.key === this.shelf.key && this.changedElsewhere());
      addEventListener("beforeunload", (event) => { // nothing else holds what the device did not take
        if (!(this.shelf.isKept && (this.files?.isKept ?? true)) && this.shelf.held.ready.length) event.preventDefault();
      });
    }

    /** Another tab finished something, or goes on with what is shown here. */
    changedElsewhere() {
      this.shelf.read();
      if (!this.record && this.shelf.isFinished(this.id)) {
        this.tell(say("{id} 已在另一个标签页填好：这里再填的是新的一条。", { id: this.id }), true);
        this.id = newId();
      }
      this.refresh();
    }

    /** With what a record's page hands over, what the address asks for, or what was not finished; else anew. */
    begin() {
      const handed = this.shelf.handedOver();
      const { drafts } = this.shelf.held;
      const number = new URLSearchParams(location.search).get(CONTINUED);
      const isContinued = handed?.purpose === "continue";
      const begun = isContinued || !number ? null : drafts.findLast(({ record }) => record?.[this.form.key] === number);
      if (isContinued) this.takeUp(this.begunOf(handed));
      else if (begun) this.takeUp(begun);
      else {
        this.build();
        const asked = this.asked();
        const own = drafts.findLast(({ record, from }) => !record && (!asked || from === location.search));
        if (handed) this.startAnew(this.copied(handed.cells), true);
        else if (own && !number) this.restore(own);
        else this.startAnew(asked || {});
        if (number && !handed) this.tell(say("要续填的 {number} 不在这台设备上：打开那条记录，再点“续填”。", { number }), true);
      }
      this.refresh();
    }

    /** A record that is to be continued, as what is not finished: one that was begun already goes on. */
    begunOf({ cells: record, shown }) {
      const known = this.shelf.held.drafts.findLast((draft) => draft.record?.[this.form.key] === record[this.form.key]);
      const begun = { id: known?.id || newId(), record, shown, cells: { ...known?.cells, ...record } };
      this.shelf.keepDraft(begun);
      history.replaceState(null, "", `${location.pathname}?${new URLSearchParams({ [CONTINUED]: record[this.form.key] })}`);
      return begun;
    }

    /** Go on with a record that is to be continued. */
    takeUp({ id, record, shown, cells }) {
      Object.assign(this, { id, record });
      this.withheld = new Set(shown ? this.form.fields.map(({ name }) => name).filter((name) => !shown.includes(name)) : []);
      this.build();
      this.fill({ ...cells, ...record });
    }

    /** Go on with another of those that are not finished. */
    resume(draft) {
      this.touched.clear();
      if (draft.record || this.record) {
        sessionStorage.removeItem(`${this.shelf.key}:record`);
        this.shelf.keepDraft(draft); // the page begins with the last
        location.search = draft.record ? `?${new URLSearchParams({ [CONTINUED]: draft.record[this.form.key] })}` : draft.from || "";
        return;
      }
      this.restore(draft);
      this.refresh();
      this.boxes[0].focus();
    }

    /** What the address says of the record, such as the rule that a report is on. */
    asked() {
      const cells = [...new URLSearchParams(location.search)].filter(([name]) => this.rules.fields.has(name));
      return cells.length ? Object.fromEntries(cells) : null;
    }

    build() {
      this.told = make("div", { className: "sk-fill-told", role: "status" });
      this.limits = make("div", { className: "sk-fill-limits" });
      this.element = make("form", { noValidate: true, attributes: { "aria-label": this.form.title } },
        this.sections(), this.limits,
        make("div", { className: "sk-buttons" },
          make("button", { type: "submit", className: "sk-button sk-button--primary", textContent: this.record ? say("续填好了") : say("填好了") }),
          this.record ? null : button(say("填好，再填一条相同的"), (event) => event.detail > 1 || this.finish(true)),
          this.form.onSheet ? button(say("打印"), () => print()) : null,
          button(say("清空"), () => this.clear())),
        this.told, this.handing.list, this.handing.ways);
      // the second of two clicks that were meant as one would finish what is just begun
      this.element.addEventListener("click", (event) => event.detail > 1 && event.target.closest(".sk-buttons:not(.sk-fill-ways) > button") && event.preventDefault());
      this.element.addEventListener("submit", (event) => { event.preventDefault(); this.finish(false); });
      this.known = this.record ? make("dl", { className: "sk-fill-known" }) : null;
      const known = this.known && make("details", { className: "sk-more-tools" }, make("summary", { textContent: say("已有的内容") }), this.known);
      this.box.replaceChildren(...this.notices(), ...(known ? [known] : []), this.element, this.code());
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
      const told = [];
      if (this.record) told.push(say("续填 {number}：只填还空着的栏，已有的内容不改。", { number: this.record[this.form.key] }));
      if (from && today >= from) texts.push(say("从 {from} 起用版本 {revision}，请刷新页面再填。", { from, revision }));
      if (today < this.form.built) texts.push(say("这台设备的日期是 {today}，早于网站生成的日子：请先校正。", { today }));
      const age = (Date.parse(today) - Date.parse(this.form.built)) / 86400000;
      if (age > OLD) texts.push(say("这台设备的日期是 {today}，网站生成于 {built}：先核对日期，日期没有错就换新的页面填。", { today, built: this.form.built }));
      return [...texts.map((text) => [text, " sk-notice--bad"]), ...told.map((text) => [text, ""])]
        .map(([textContent, kind]) => make("p", { className: `sk-notice${kind}`, textContent }));
    }

    get cells() {
      const own = Object.fromEntries(this.boxes.map((each) => [each.field.name, each.cell]));
      return this.record ? { ...this.record, ...own } : own;
    }

    /** The fields that a record to be continued has filled in already stay as they are. */
    isFixed(name) {
      return Boolean(this.record?.[name]);
    }

    /** Whether the site does not tell what a record to be continued says there: it may be filled in already. */
    isWithheld(name) {
      return Boolean(this.record && this.withheld.has(name));
    }

    fill(cells) {
      for (const each of this.boxes) {
        each.fix(this.isFixed(each.field.name));
        each.cell = cells[each.field.name] || "";
      }
    }

    /** Begin another record; what it starts with beyond its day is kept where somebody chose it. */
    startAnew(cells = {}, isKept = false) {
      const field = this.rules.fields.get(this.form.date);
      const now = !field ? {} : { [field.name]: field.type === "datetime" ? momentOf(new Date()) : dayOf(new Date()) };
      this.id = newId();
      this.touched.clear();
      this.fill({ ...now, ...cells });
      if (isKept) this.keepDraft();
      this.refresh();
    }

    keepDraft() {
      const { id, cells, record } = this;
      this.shelf.keepDraft(record ? { id, cells, record, shown: this.form.fields.map(({ name }) => name).filter((name) => !this.withheld.has(name)) } : { id, cells, from: location.search });
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
      if (this.shelf.isFinished(this.id)) this.id = newId(); // in another tab
      this.keepDraft();
      this.refresh();
    }

    refresh(all = false) {
      const cells = this.cells;
      const faults = this.rules.faultsOf(cells, dayOf(new Date()), (name) => this.isWithheld(name) && !cells[name]);
      for (const each of this.boxes) if (each.trouble) faults.set(each.field.name, each.trouble);
      for (const each of this.boxes) {
        const { name } = each.field;
        const isShown = (all || this.touched.has(name) || (faults.has(name) && cells[name])) && !this.isFixed(name);
        each.show({
          fault: isShown ? faults.get(name) || "" : "",
          isRequired: this.rules.isRequired(each.field, cells) && !this.isWithheld(name),
          isHidden: this.isFixed(name) || (this.rules.isNeedless(each.field, cells) && !cells[name]),
        });
        if (each.field.to) each.tellName();
        if (this.isWithheld(name) && !cells[name]) each.known.textContent = say("网站不公布这一栏：已有的不用再填。");
      }
      for (const section of this.element.querySelectorAll(".sk-fill-section")) section.hidden = !section.querySelector(".sk-fill-field:not([hidden])");
      this.tellKnown();
      const limits = this.rules.limitsOf(cells);
      const items = limits.map(({ id, title, words, until, conditional, computed }) => make("li", {},
        make("a", { href: new URL(`duties/${id}/`, this.base).href, textContent: `${id} ${title}` }),
        computed ? say("：登记后算出") : say("：{words}，{until} 前", { words, until }), conditional ? make("small", { textContent: say("（符合条件的）") }) : null));
      this.limits.replaceChildren(...(items.length ? [make("h2", { textContent: say("这条记录开始的时限") }), make("ul", {}, items)] : []));
      this.handing.show();
      this.onChange?.(); // the sheet on paper
      return new Map([...faults].filter(([name]) => !this.isFixed(name)));
    }

    /** What a record to be continued says already, names in the place of numbers. */
    tellKnown() {
      const told = (field) => globalThis.shoukongChoices?.[field.to]?.find(([number]) => number === this.record[field.name])?.[1];
      const shown = ({ type, attachment }, cell) => (attachment ? say("{n} 个附件", { n: cell.split(" ").length })
        : { true: say("是"), false: say("否") }[type === "boolean" ? cell : ""] ?? (type === "datetime" ? cell.slice(0, 16).replace("T", " ") : cell));
      this.known?.replaceChildren(...this.boxes.filter(({ field }) => this.isFixed(field.name)).flatMap(({ field }) => [
        make("dt", { textContent: field.title }),
        make("dd", { textContent: [shown(field, this.record[field.name]), told(field)].filter(Boolean).join(" ") })]));
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
      this.shelf.keep(({ ready, drafts }) => ({ ready: [...ready, entry], drafts: drafts.filter(({ id }) => id !== this.id) }));
      this.tell(say("填报号 {id}。", { id: this.id }));
      if (this.record) history.replaceState(null, "", location.pathname);
      if (this.record) this.element.querySelectorAll(".sk-fill-grid, .sk-fill-section, .sk-fill-limits, :scope > .sk-buttons:not(.sk-fill-ways)").forEach((part) => part.remove());
      else this.startAnew(again ? this.copied(cells) : {});
      this.refresh();
      (again ? this.boxes[0] : this.handing).focus();
    }

    /** The names of what the record encloses and did not have before. */
    enclosed() {
      return this.boxes.filter(({ field }) => field.attachment && !this.isFixed(field.name)).flatMap(({ names }) => names);
    }

    clear() {
      if (!Object.values(this.cells).some(Boolean)) return;
      const before = { id: this.id, cells: this.cells };
      this.shelf.dropDraft(this.id);
      if (this.record) this.fill(this.record);
      else this.startAnew();
      this.refresh();
      this.tell(say("已清空。"));
      this.told.append(button(say("撤销"), () => { this.restore(before); this.keepDraft(); this.refresh(); }));
    }

    /** On paper, the sheet of a form that lays one out; a page from a file, which loads no module, prints as it is shown. */
    keepSheet() {
      if (!this.form.onSheet || !location.protocol.startsWith("http")) return;
      import(new URL("assets/fill-print.js", this.base)).then(({ keepSheet }) => keepSheet(this)).catch(console.error);
    }

    /* Without a network -------------------------------------------------------------------------------------------------- */

    loadChoices() {
      for (const table of new Set(this.form.fields.map(({ to }) => to).filter(Boolean))) {
        const script = make("script", { src: new URL(`fill/choices/${table}.js`, this.base).href });
        script.onload = () => this.refresh();
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

  globalThis.shoukongFill = (box, base) => new FillPage(box, globalThis.shoukongForm, base);
})();
