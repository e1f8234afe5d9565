/* A register: its records as a table, as cards on phones, and one by one under their number (`#NUMBER`).
   Records come in shards ordered by number. A small register is loaded whole; of a large one only the part
   that the reader asks for, a number is found by binary search, and a search through all of it can be stopped. */

import { CardView } from "./register-cards.js";
import { PART, Store, fetchJson } from "./register-data.js";
import { FilterPanel, Filters, Tally, period } from "./register-filters.js";
import { printedRegister } from "./register-print.js";
import { prepareCodes } from "./sheet-code.js";
import { button, field, make, option, say } from "./register-shown.js";
import { Columns, TableView } from "./register-table.js";
import "./query.js";

const { spelled } = globalThis.shoukongQuery;
const KEPT = 20000; // rows kept from a search through a large register: the first in order
const NARROW = matchMedia("(max-width: 44.9844em)");

/* The register ------------------------------------------------------------------------------------------------------------ */

class Register {
  constructor(box, store, { base, copyLink }) {
    Object.assign(this, { box, store, base, copyLink });
    this.loaded = [];
    this.run = 0;
    this.filters = new Filters(store, () => this.filtersChanged());
    this.columns = new Columns(store, this.filters, () => this.draw());
    this.state = make("div", { className: "sk-state", role: "status" });
    this.chips = make("div", { className: "sk-state" });
    this.panel = make("div", { attributes: { "aria-live": "off" } });
    this.holder = make("div");
  }

  async start() {
    this.tools = this.makeTools();
    this.box.replaceChildren(this.panel, this.tools, this.chips, this.state, this.holder, this.makeTakeaways());
    this.drawChips();
    document.querySelector(".md-skip")?.after(this.makeSkip());
    NARROW.addEventListener("change", () => this.changeView());
    addEventListener("hashchange", () => this.openFromAddress());
    document.addEventListener("sk-step", (event) => this.step(event.detail));
    addEventListener("keydown", (event) => event.key === "Escape" && !document.querySelector("dialog[open]") && this.opened && this.close());
    addEventListener("beforeprint", () => this.preparePrint());
    addEventListener("afterprint", () => this.printed?.remove());
    // A print cannot wait for its code, and nobody prints without a key or a pointer, if only on the way to a menu.
    for (const sign of ["keydown", "pointerdown", "pointermove"])
      addEventListener(sign, () => prepareCodes(this.base).catch(console.error), { once: true });
    const opening = this.openFromAddress();
    await this.load();
    await opening;
  }

  /** A way for the keyboard, second on the page, past menus and filters to the records. */
  makeSkip() {
    Object.assign(this.holder, { id: "sk-records", tabIndex: -1 });
    const skip = make("a", { className: "md-skip", href: "#sk-records", textContent: say("跳到记录") });
    skip.addEventListener("click", (event) => { event.preventDefault(); this.holder.focus(); });
    return skip;
  }

  /* Tools: words, a period, conditions on fields, the fields shown, the way to a number. */
  makeTools() {
    const { store, filters } = this;
    const large = store.isLarge;
    this.text = make("input", { type: "search", className: "sk-input", placeholder: large ? say("在已载入的记录中筛选") : say("任意一栏的词语"), autocomplete: "off", value: filters.words });
    let timer;
    const apply = () => {
      filters.words = this.text.value;
      filters.write();
      this.drawChips();
      // what was sought in all of a large register holds fewer rows than other words would find
      return this.isWhole && !filters.words.startsWith(this.sought) ? this.load() : this.draw();
    };
    this.text.addEventListener("input", () => { clearTimeout(timer); timer = setTimeout(apply, 150); });
    this.text.addEventListener("keydown", (event) => {
      if (event.key !== "Enter" || event.isComposing || !large) return;
      clearTimeout(timer);
      filters.words = this.text.value;
      filters.tell();
    });
    this.text.addEventListener("paste", (event) => {
      const lines = event.clipboardData.getData("text").split(/[\r\n\t]+/).map((line) => line.trim()).filter(Boolean);
      if (lines.length < 2) return;
      event.preventDefault();
      this.text.value = lines.join(" | ");
      apply();
    });
    const lookup = make("form", { className: "sk-lookup" });
    const number = make("input", { className: "sk-input", placeholder: store.shards[0]?.first || say("编号"), autocomplete: "off", spellcheck: false, required: true });
    lookup.append(field(say("按编号打开"), number), make("button", { className: "sk-button", textContent: say("打开") }));
    lookup.addEventListener("submit", (event) => {
      event.preventDefault();
      this.goTo(spelled(number.value, store.index.pattern) ?? number.value.trim().normalize("NFKC"));
    });
    this.filterPanel = new FilterPanel(filters, (f) => this.countsOf(f));
    const whole = large ? button(say("在全册中查找"), () => this.load(true)) : null;
    return make("div", { className: "sk-tools", role: "group", ariaLabel: say("筛选与查找") },
      field(say("筛选"), this.text), this.makePeriod(), this.makeOrder(), large ? this.makePart() : null, lookup,
      make("div", { className: "sk-tool-row" }, this.filterPanel.element, this.columns.element, whole));
  }

  /* What is shown as a file or on paper: below the table, so that the keyboard comes to the records first. */
  makeTakeaways() {
    const { store } = this;
    const saving = (text, extension, contentOf) => button(text, async () => {
      try {
        const writing = await import("./register-export.js"); // not before somebody wants a file
        writing.download(`${store.index.title}.${extension}`, await contentOf(writing)(store, this.columns.shown, this.view?.rows() || [], this.base));
      } catch (error) {
        this.fail(error);
      }
    });
    const save = saving(say("下载所示（CSV）"), "csv", ({ csvOf }) => csvOf);
    const book = saving(say("下载所示（Excel）"), "xlsx", ({ workbookOf }) => workbookOf);
    const paper = button(say("打印所示"), () => print());
    return make("div", { className: "sk-tool-row sk-takeaways" }, save, book, paper);
  }

  /** The period that the register's own date lies in, by its usual names. */
  makePeriod() {
    const { date } = this.store.index;
    if (!date) return null;
    const names = [["", say("全部")], ["week", say("本周")], ["month", say("本月")], ["quarter", say("本季")], ["year", say("今年")], ["own", say("自定……")]];
    this.period = make("select", { className: "sk-select" }, names.map(([value, text]) => option(value, text)));
    this.tellPeriod();
    this.period.addEventListener("change", () => {
      if (this.period.value === "own") {
        this.filterPanel.element.open = true;
        this.filterPanel.choice.value = date;
        this.filterPanel.draw();
        this.filterPanel.control.querySelector("input").focus();
        return;
      }
      const [first, last] = this.period.value ? period(this.period.value) : ["", ""];
      this.filters.set(date, { ...this.filters.get(date), from: first, to: last });
    });
    return field(say("期间"), this.period);
  }

  /** The period that is asked for by now. */
  tellPeriod() {
    if (!this.period) return;
    const { from, to } = this.filters.get(this.store.index.date);
    const names = [...this.period.options].map(({ value }) => value).slice(1, -1);
    this.period.value = names.find((name) => period(name).join() === [from, to].join()) || (from || to ? "own" : "");
  }

  /** By what the cards of a phone are in order; a table has its titles for that. */
  makeOrder() {
    const { filters, store } = this;
    const both = ({ name, title }) => [option(name, say("{title}，从小到大", { title })), option(`-${name}`, say("{title}，从大到小", { title }))];
    this.order = make("select", { className: "sk-select" }, option("", store.index.date ? say("最近的在前") : say("按编号")), store.index.fields.flatMap(both));
    this.order.value = filters.fields.has(filters.sort.replace(/^-/, "")) ? filters.sort : "";
    this.order.addEventListener("change", () => { filters.sort = this.order.value; filters.tell(); });
    const told = field(say("排序"), this.order);
    told.classList.add("sk-on-phones");
    return told;
  }

  makePart() {
    const { shards } = this.store;
    this.part = make("select", { className: "sk-select" });
    for (let at = 0; at < shards.length; at += PART) {
      const some = shards.slice(at, at + PART);
      const days = some.flatMap((s) => [s.from, s.to]).filter(Boolean).sort();
      const span = days.length ? say("（{first} 至 {last}）", { first: days[0], last: days.at(-1) }) : "";
      this.part.append(option(String(at), `${some[0].first} … ${some.at(-1).last}${span}`));
    }
    const latest = shards.reduce((best, s, i) => ((s.to || "") > (shards[best].to || "") ? i : best), 0);
    this.part.value = this.filters.part;
    if (this.part.selectedIndex < 0) this.part.value = String(latest - (latest % PART));
    this.part.addEventListener("change", () => { this.filters.part = this.part.value; this.filters.write(); this.load(); });
    return field(say("号段"), this.part);
  }

  /** Of a large register all parts that may hold days of the period, or the part that is chosen. */
  wantedShards(isWhole) {
    const all = this.store.shards.map((_, i) => i);
    if (!isWhole) {
      const at = Number(this.part.value);
      return all.slice(at, at + PART);
    }
    const { from, to } = this.filters.get(this.store.index.date);
    return all.filter((i) => (!to || this.store.shards[i].from <= to) && (!from || this.store.shards[i].to >= from));
  }

  /* Loading: what is wanted, shard by shard, shown as it comes. Of a large register that is its part, or all that meets
     the conditions, as soon as there are some or an order is asked for. */
  async load(isSought = this.filters.isAny || Boolean(this.filters.sort)) {
    const { isLarge } = this.store;
    this.isWhole = isLarge && isSought;
    this.sought = this.filters.words;
    const words = this.isWhole ? (n, done, of) => say("在全册中找到 {n} 条（已查 {done} / {of} 段）", { n, done, of })
      : (n, done, of) => say("已载入 {n} 条（{done} / {of} 段）", { n, done, of });
    return this.gather(this.wantedShards(!isLarge || this.isWhole), this.isWhole ? this.keeper() : () => true, words);
  }

  filtersChanged() {
    this.text.value = this.filters.words;
    this.order.value = this.filters.sort;
    this.tellPeriod();
    this.drawChips();
    return this.store.isLarge ? this.load() : this.draw();
  }

  async gather(numbers, keeps, words) {
    const mine = ++this.run;
    const stop = button(say("停止"), () => { this.run++; this.draw(); });
    const tally = new Tally(this.filters, this.isWhole ? Object.keys(this.store.index.values || {}) : []);
    this.loaded = [];
    this.found = 0;
    this.tally = null;
    try {
      let shown = 0;
      await this.store.read(numbers, (rows, done) => {
        for (const row of rows) {
          const isKept = keeps(row);
          tally.add(row, isKept);
          if (isKept) this.loaded.push(row);
          this.found += isKept;
        }
        if (this.loaded.length > 2 * KEPT) this.loaded = this.filters.ordered(this.loaded).slice(0, KEPT);
        this.state.replaceChildren(words(this.found, done, numbers.length), ...(done < numbers.length ? [stop] : []));
        if (Date.now() - shown > 400) { shown = Date.now(); this.draw(true); }
      }, () => mine === this.run);
      if (mine !== this.run) return;
      if (this.isCut) this.loaded = this.filters.ordered(this.loaded).slice(0, KEPT);
      this.tally = this.isWhole ? tally : null;
      await this.draw();
    } catch (error) {
      if (mine === this.run) this.fail(error);
    }
  }

  /** Whether more was found than is kept. */
  get isCut() {
    return this.found > KEPT;
  }

  /** How often each value of a field occurs beside the other conditions; nothing where they are too many to be told. */
  countsOf(f) {
    const { index, isLarge } = this.store;
    const isAny = this.filters.isAny;
    if (isLarge && !index.values?.[f.name]) return null;
    if (isLarge && this.tally) return new Map(this.tally.of(f.name));
    if (isLarge && !isAny) return new Map(index.values[f.name]);
    const counted = new Tally(this.filters, [f.name]);
    const keeps = this.keeper();
    for (const row of this.loaded) counted.add(row, keeps(row));
    return counted.of(f.name);
  }

  /* Drawing. */
  keeper() {
    return this.filters.keeper();
  }

  async draw(isPartial = false) {
    const rows = this.loaded.filter(this.keeper());
    this.view ??= this.makeView();
    this.drawing = (this.drawing || Promise.resolve()).then(() => this.view.show(rows)).then(() => this.view.mark(this.opened));
    await this.drawing;
    if (isPartial) return;
    this.count(rows.length);
    this.filterPanel.refresh();
  }

  count(shown) {
    const { rows, as_of: asOf } = this.store.index;
    const [seen, whole, read] = [shown, rows, this.loaded.length].map((count) => count.toLocaleString(document.documentElement.lang));
    const loaded = this.loaded.length < rows ? say("，已载入 {read} 条", { read }) : "";
    const kept = this.isCut ? say("，符合条件的共 {n} 条，这里是排在前面的", { n: this.found }) : "";
    this.state.replaceChildren(say("显示 {seen} 条，全册 {whole} 条{more}。截至 {day}。", { seen, whole, more: loaded + kept, day: asOf }));
  }

  makeView() {
    const view = NARROW.matches ? new CardView(this.store, this.base, this.columns, this.filters) : new TableView(this.store, this.base, this.columns, this.filters);
    this.holder.replaceChildren(view.element);
    return view;
  }

  async changeView() {
    await this.drawing;
    this.view?.remove();
    this.view = undefined;
    return this.draw();
  }

  drawChips() {
    const chips = this.filters.chips();
    this.chips.replaceChildren(...chips);
    this.chips.hidden = !chips.length;
  }

  /* One record. */
  goTo(number) {
    if (location.hash === `#${encodeURIComponent(number)}`) return this.openFromAddress();
    location.hash = encodeURIComponent(number);
  }

  async openFromAddress() {
    let number = location.hash.slice(1);
    try { number = decodeURIComponent(number); } catch { /* as it stands */ }
    if (!number) return this.opened && this.close();
    if (document.getElementById(number)) return;
    try {
      const place = await this.store.locate(number);
      if (place) await this.open(number, place);
      else this.unknown(number);
    } catch (error) {
      this.fail(error);
    }
  }

  async open(number, place) {
    const [{ recordPanel }, rows, before, after] = await Promise.all([
      import("./register-record.js"), // not before a record is asked for
      this.store.shard(place[0]), this.store.neighbour(place, -1), this.store.neighbour(place, 1)]);
    this.opened = number;
    this.around = { before, after };
    this.panel.replaceChildren(recordPanel(this.store, this.base, rows[place[1]], {
      before, after, copyLink: this.copyLink, onClose: () => this.close(), onStep: (to) => this.goTo(to),
    }));
    document.documentElement.classList.add("sk-record-open");
    this.view?.mark(number);
    this.panel.querySelector("h2").focus({ preventScroll: true });
    this.panel.firstElementChild.scrollIntoView({ block: "start" });
  }

  step(by) {
    const to = by < 0 ? this.around?.before : this.around?.after;
    if (this.opened && to) this.goTo(to);
  }

  close() {
    const last = this.opened;
    this.opened = this.around = undefined;
    document.documentElement.classList.remove("sk-record-open");
    this.panel.replaceChildren();
    history.replaceState(null, "", location.pathname + location.search);
    this.view?.mark(undefined);
    const link = last && this.holder.querySelector(`a[href="#${CSS.escape(encodeURIComponent(last))}"]`);
    (link || this.text).focus({ preventScroll: true });
  }

  unknown(number) {
    this.opened = undefined;
    document.documentElement.classList.remove("sk-record-open");
    const { title, rows, as_of: asOf } = this.store.index;
    const { shards } = this.store;
    const range = rows ? say("编号从 {first} 到 {last}。", { first: shards[0].first, last: shards.at(-1).last }) : "";
    this.panel.replaceChildren(make("div", { className: "sk-trouble", role: "alert" },
      say("《{title}》中没有编号为“{number}”的记录。{range}请核对大小写、连字符和位数；{day} 之后登记的记录要等网站下一次生成。", { title, number, range, day: asOf })));
  }

  fail(error) {
    console.error(error);
    this.state.replaceChildren(make("div", { className: "sk-trouble", role: "alert" }, say("部分记录没有载入：网络中断，或网站正在更新。"), button(say("重试"), () => this.load())));
  }

  /* On paper a virtual table has only the rows in sight: print a plain one. */
  preparePrint() {
    if (this.opened || !this.view) return;
    const isCut = this.isCut || (this.store.isLarge && !this.isWhole);
    this.printed = printedRegister(this.store, this.base, { fields: this.columns.shown, rows: this.view.rows(), filters: this.filters, isCut });
    this.box.append(this.printed);
  }
}

function explain(error) {
  console.error(error);
  if (location.protocol === "file:" && !globalThis.shoukongHold) return say("网页直接从文件打开时，浏览器不允许读取数据。请用 shoukong build --offline 生成离线副本，或把 site 目录放到任意网站服务器上再打开。");
  return say("登记册的数据没有载入。请检查网络后刷新页面；仍不行时请下载本册的 CSV，或告知网站管理员。");
}

/** Draw the register that a box names. */
export async function showRegister(box, context) {
  const address = new URL(box.dataset.index, location.href);
  const base = new URL(box.dataset.base || context.base, location.href);
  box.replaceChildren(make("p", { className: "sk-state", role: "status", textContent: say("正在载入……") }));
  let index;
  try {
    index = await fetchJson(address);
  } catch (error) {
    box.replaceChildren(make("div", { className: "sk-trouble", role: "alert", textContent: explain(error) }));
    return;
  }
  await new Register(box, new Store(address, index), { ...context, base }).start();
}
