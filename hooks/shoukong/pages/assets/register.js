/* A register: its records as a table, as cards on phones, and one by one under their number (`#NUMBER`).
   Records come in shards ordered by number. A small register is loaded whole; of a large one only the part
   that the reader asks for, a number is found by binary search, and a search through all of it can be stopped. */

import { PART, Store, compare, fetchJson } from "./register-data.js";
import { csvOf, download, workbookOf } from "./register-export.js";
import { FilterPanel, Filters, period } from "./register-filters.js";
import { printedRegister } from "./register-print.js";
import { prepareCodes } from "./sheet-code.js";
import { button, field, make, option, say, shownValue } from "./register-shown.js";
import { Columns, TableView } from "./register-table.js";
import "./query.js";

const { spelled } = globalThis.shoukongQuery;
const KEPT = 5000; // rows kept from a search through a large register
const CARDS = 40;
const CARD_FIELDS = 5;
const NARROW = matchMedia("(max-width: 44.9844em)");

/* Cards, on phones ---------------------------------------------------------------------------------------------------- */

class CardView {
  constructor(store, base) {
    this.element = make("div");
    this.store = store;
    this.base = base;
    this.kept = [];
  }

  async show(rows) {
    const { store } = this;
    this.kept = store.index.date ? [...rows].sort((a, b) => compare(store.day(b), store.day(a))) : rows;
    this.at = 0;
    this.list = make("ul", { className: "sk-records" });
    this.more = button(say("再显示一些"), () => this.extend(), "sk-button sk-more");
    this.element.replaceChildren(this.list, make("div", { className: "sk-buttons" }, this.more));
    this.extend();
  }

  extend() {
    this.list.append(...this.kept.slice(this.at, this.at + CARDS).map((row) => this.card(row)));
    this.at += CARDS;
    this.more.hidden = this.at >= this.kept.length;
    if (!this.kept.length) this.list.append(make("li", { textContent: say("没有符合条件的记录") }));
  }

  card(row) {
    const { store, base } = this;
    const { key, date } = store.index;
    const filled = store.index.fields.filter((f) => f.name !== key && f.name !== "form_revision" && store.cell(row, f.name) !== null);
    const first = [...filled.filter((f) => f.name === date), ...filled.filter((f) => f.name !== date)].slice(0, CARD_FIELDS);
    return make("li", {},
      make("a", { href: `#${encodeURIComponent(store.number(row))}`, textContent: store.number(row) }),
      make("dl", {}, first.map((f) => [make("dt", { textContent: f.title }), make("dd", {}, shownValue(store, base, f, store.cell(row, f.name)))])));
  }

  mark() {}

  rows() {
    return this.kept;
  }

  remove() {}
}

/* The register ------------------------------------------------------------------------------------------------------------ */

class Register {
  constructor(box, store, { base, copyLink }) {
    Object.assign(this, { box, store, base, copyLink });
    this.loaded = [];
    this.run = 0;
    this.filters = new Filters(store, () => this.filtersChanged());
    this.columns = new Columns(store, () => this.draw());
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
    const apply = () => { filters.words = this.text.value; filters.write(); this.drawChips(); this.draw(); };
    this.text.addEventListener("input", () => { clearTimeout(timer); timer = setTimeout(apply, 150); });
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
    this.filterPanel = new FilterPanel(filters, () => this.loaded);
    const whole = large ? button(say("在全册中查找"), () => this.searchAll()) : null;
    return make("div", { className: "sk-tools", role: "group", ariaLabel: say("筛选与查找") },
      field(say("筛选"), this.text), this.makePeriod(), large ? this.makePart() : null, lookup,
      make("div", { className: "sk-tool-row" }, this.filterPanel.element, this.columns.element, whole));
  }

  /* What is shown as a file or on paper: below the table, so that the keyboard comes to the records first. */
  makeTakeaways() {
    const { store } = this;
    const save = button(say("下载所示（CSV）"), () => download(`${store.index.title}.csv`, csvOf(store, this.columns.shown, this.view?.rows() || [])));
    const book = button(say("下载所示（Excel）"), async () => {
      try {
        download(`${store.index.title}.xlsx`, await workbookOf(store, this.columns.shown, this.view?.rows() || [], this.base));
      } catch (error) {
        this.fail(error);
      }
    });
    const paper = button(say("打印所示"), () => print());
    return make("div", { className: "sk-tool-row sk-takeaways" }, save, book, paper);
  }

  /** The period that the register's own date lies in, by its usual names. */
  makePeriod() {
    const { date } = this.store.index;
    if (!date) return null;
    const names = [["", say("全部")], ["week", say("本周")], ["month", say("本月")], ["quarter", say("本季")], ["year", say("今年")], ["own", say("自定……")]];
    this.period = make("select", { className: "sk-select" }, names.map(([value, text]) => option(value, text)));
    const { from, to } = this.filters.get(date);
    const known = names.slice(1, -1).find(([name]) => period(name).join() === [from, to].join());
    this.period.value = known ? known[0] : from || to ? "own" : "";
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
    this.part.value = String(latest - (latest % PART));
    this.part.addEventListener("change", () => this.load());
    return field(say("号段"), this.part);
  }

  /** The parts that hold days of the period; where none is asked for all of a small register, the part chosen of a large one. */
  wantedShards() {
    const all = this.store.shards.map((_, i) => i);
    if (!this.store.isLarge) return all;
    const { from, to } = this.filters.get(this.store.index.date);
    if (from || to) return all.filter((i) => (!to || this.store.shards[i].from <= to) && (!from || this.store.shards[i].to >= from));
    const at = Number(this.part.value);
    return all.slice(at, at + PART);
  }

  /** Whether a part of a large register does not do, since it is asked for more than its words and its days. */
  get asksForAll() {
    return this.filters.refers || [...this.filters.of.keys()].some((name) => name !== this.store.index.date);
  }

  /* Loading: what is wanted, shard by shard, shown as it comes. */
  async load() {
    if (this.store.isLarge && this.asksForAll) return this.searchAll();
    return this.gather(this.wantedShards(), () => true, (rows, done, of) => say("已载入 {n} 条（{done} / {of} 段）", { n: rows, done, of }));
  }

  filtersChanged() {
    this.text.value = this.filters.words;
    this.drawChips();
    return this.store.isLarge ? this.load() : this.draw();
  }

  async searchAll() {
    const keeps = this.keeper();
    return this.gather(this.store.shards.map((_, i) => i), keeps, (rows, done, of) => say("在全册中找到 {n} 条（已查 {done} / {of} 段）", { n: rows, done, of }));
  }

  async gather(numbers, keeps, words) {
    const mine = ++this.run;
    const stop = button(say("停止"), () => { this.run++; this.draw(); });
    this.loaded = [];
    this.isCut = false;
    if (!numbers.length) return this.draw();
    try {
      let shown = 0;
      const isWanted = () => mine === this.run && this.loaded.length < KEPT;
      await this.store.read(numbers, (rows, done) => {
        this.read = done;
        this.loaded.push(...rows.filter(keeps));
        this.state.replaceChildren(words(this.loaded.length, done, numbers.length), ...(done < numbers.length ? [stop] : []));
        if (Date.now() - shown > 400) { shown = Date.now(); this.draw(true); }
      }, isWanted);
      if (mine !== this.run) return;
      this.isCut = this.read < numbers.length;
      await this.draw();
    } catch (error) {
      if (mine === this.run) this.fail(error);
    }
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
    if (!isPartial) this.count(rows.length);
  }

  count(shown) {
    const { rows, as_of: asOf } = this.store.index;
    const [seen, whole, read] = [shown, rows, this.loaded.length].map((count) => count.toLocaleString(document.documentElement.lang));
    const loaded = this.loaded.length < rows ? say("，已载入 {read} 条", { read }) : "";
    const kept = this.isCut ? say("，结果过多，请缩小范围") : "";
    this.state.replaceChildren(say("显示 {seen} 条，全册 {whole} 条{more}。截至 {day}。", { seen, whole, more: loaded + kept, day: asOf }));
  }

  makeView() {
    const view = NARROW.matches ? new CardView(this.store, this.base) : new TableView(this.store, this.base, this.columns, this.filters);
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
    const isCut = this.isCut || (this.store.isLarge && !this.filters.isAny);
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
