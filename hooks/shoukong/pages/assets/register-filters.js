/* What the reader wants to see of a register: conditions on its fields, kept in the address of the page. */

import "./query.js";
import { compare, compareNumbers } from "./register-data.js";
import { button, field, make, option, say, shownText, wholeText } from "./register-shown.js";

const { folded } = globalThis.shoukongQuery;
const MOST_FACETS = 40; // values of a field that are offered one by one
const two = (n) => String(n).padStart(2, "0");
const dayOf = (date) => `${date.getFullYear()}-${two(date.getMonth() + 1)}-${two(date.getDate())}`;

/** The first and last day of this week, month, quarter or year. */
export function period(name, now = new Date()) {
  const [year, month, day] = [now.getFullYear(), now.getMonth(), now.getDate()];
  const week = day - ((now.getDay() + 6) % 7);
  const quarter = month - (month % 3);
  const [from, to] = {
    week: [new Date(year, month, week), new Date(year, month, week + 6)],
    month: [new Date(year, month, 1), new Date(year, month + 1, 0)],
    quarter: [new Date(year, quarter, 1), new Date(year, quarter + 3, 0)],
    year: [new Date(year, 0, 1), new Date(year, 11, 31)],
  }[name];
  return [dayOf(from), dayOf(to)];
}

const NUMERIC = new Set(["integer", "number", "year"]);
const DATED = new Set(["date", "datetime", "yearmonth"]);

/** How a field is filtered: by a range, by its values, or by words; of `values` nothing is known where they are many. */
export function kindOf(f, values) {
  if (DATED.has(f.type)) return "days";
  if (NUMERIC.has(f.type)) return "numbers";
  return f.type === "boolean" || (values && values.size <= MOST_FACETS) ? "values" : "words";
}

/** How often each value of a field occurs among the rows that the other conditions keep. */
export class Tally {
  constructor(filters, names) {
    this.store = filters.store;
    this.counts = new Map(names.map((name) => [name, new Map()]));
    this.apart = names.filter((name) => filters.of.has(name)).map((name) => [name, filters.keeper(name)]);
    this.together = names.filter((name) => !filters.of.has(name));
  }

  add(row, isKept) {
    if (isKept) this.together.forEach((name) => this.count(row, name));
    for (const [name, keeps] of this.apart) if (isKept || keeps(row)) this.count(row, name);
  }

  count(row, name) {
    const [counts, cell] = [this.counts.get(name), this.store.cell(row, name) ?? ""];
    counts.set(cell, (counts.get(cell) || 0) + 1);
  }

  of(name) {
    return this.counts.get(name);
  }
}

/** Conditions: `words` anywhere, and of fields `values`, `from`, `to` and `has`; `refers` of any foreign key. */
export class Filters {
  constructor(store, changed) {
    Object.assign(this, { store, changed });
    this.fields = new Map(store.index.fields.map((f) => [f.name, f]));
    this.read();
  }

  /** What the address asks for. */
  read() {
    this.words = "";
    this.of = new Map();
    this.refers = "";
    this.sort = "";
    this.columns = this.part = null; // as the reader chose them
    for (const [key, value] of new URLSearchParams(location.search)) {
      const [, name, what] = key.match(/^(.*?)(?:\.(from|to|has))?$/);
      if (key === "q") this.words = value;
      else if (key === "sort") this.sort = value;
      else if (key === "refers") this.refers = value;
      else if (key === "columns") this.columns = value.split(",");
      else if (key === "without") this.columns = this.fieldsBut(value.split(","));
      else if (key === "part") this.part = value;
      else if (this.fields.has(name)) this.add(name, what || "values", value);
    }
  }

  add(name, what, value) {
    const own = this.of.get(name) || { values: [], from: "", to: "", has: "" };
    if (what === "values") own.values = own.values.includes(value) ? own.values : [...own.values, value];
    else own[what] = value;
    this.of.set(name, own);
  }

  /** Let a field be asked for something else, and say so in the address. */
  set(name, own) {
    if (own.values.length || own.from || own.to || own.has) this.of.set(name, own);
    else this.of.delete(name);
    this.tell();
  }

  get(name) {
    return this.of.get(name) || { values: [], from: "", to: "", has: "" };
  }

  fieldsBut(names) {
    const { fields, key } = this.store.index;
    return fields.map((f) => f.name).filter((name) => name !== key && !names.includes(name));
  }

  get isAny() {
    return Boolean(this.words.trim() || this.of.size || this.refers);
  }

  clear() {
    this.words = this.refers = "";
    this.of.clear();
    this.tell();
  }

  write() {
    const query = new URLSearchParams();
    if (this.words.trim()) query.set("q", this.words.trim());
    for (const [name, own] of this.of) {
      own.values.forEach((value) => query.append(name, value));
      for (const what of ["from", "to", "has"]) if (own[what]) query.set(`${name}.${what}`, own[what]);
    }
    if (this.refers) query.set("refers", this.refers);
    if (this.sort) query.set("sort", this.sort);
    const hidden = this.fieldsBut(this.columns || []);
    if (this.columns) query.set(...(hidden.length < this.columns.length ? ["without", hidden.join(",")] : ["columns", this.columns.join(",")]));
    if (this.part) query.set("part", this.part);
    history.replaceState(null, "", `${location.pathname}${query.size ? `?${query}` : ""}${location.hash}`);
  }

  tell() {
    this.write();
    this.changed();
  }

  /** The field by which rows are in order, and whether the last comes first. */
  get order() {
    const name = this.sort.replace(/^-/, "");
    if (this.fields.has(name)) return [name, this.sort.startsWith("-")];
    const { date, key } = this.store.index;
    return [date || key, Boolean(date)];
  }

  /** Rows in that order. */
  ordered(rows) {
    const [name, isDown] = this.order;
    const { type } = this.fields.get(name) || {};
    const inOrder = (a, b) => (name === this.store.index.key && a && b ? compareNumbers(a, b) : compare(a, b, type));
    return [...rows].sort((a, b) => inOrder(this.store.cell(a, name), this.store.cell(b, name)) * (isDown ? -1 : 1));
  }

  /** A test of rows, but for what is asked of one field. */
  keeper(besides = "") {
    const tests = [...this.of].filter(([name]) => name !== besides).map(([name, own]) => this.test(name, own));
    if (this.words.trim()) tests.push(this.hasWords(this.words));
    if (this.refers) tests.push(this.isReferring());
    return (row) => tests.every((test) => test(row));
  }

  test(name, { values, from, to, has }) {
    const f = this.fields.get(name);
    const wanted = folded(has);
    const asNumber = NUMERIC.has(f.type);
    return (row) => {
      const cell = this.store.cell(row, name);
      if (values.length && !values.includes(cell ?? "")) return false;
      if (has && !folded(wholeText(this.store, f, cell ?? "")).includes(wanted)) return false;
      if (!from && !to) return true;
      if (cell === null) return false;
      if (asNumber) return (!from || Number(cell) >= Number(from)) && (!to || Number(cell) <= Number(to));
      const day = cell.slice(0, 10);
      return (!from || day >= from.slice(0, day.length)) && (!to || day <= to);
    };
  }

  /** Words that a row all holds; of several lists, parted by a bar or lines, any. */
  hasWords(text) {
    const lists = text.split(/[|\n]/).map((part) => part.split(/\s+/).map(folded).filter(Boolean)).filter((words) => words.length);
    return (row) => {
      const all = row.v.map((cell, i) => (cell === null ? "" : folded(wholeText(this.store, this.store.index.fields[i], cell)))).join("\n");
      return !lists.length || lists.some((words) => words.every((word) => all.includes(word)));
    };
  }

  isReferring() {
    const at = this.refers.indexOf("/");
    const [table, number] = [this.refers.slice(0, at), this.refers.slice(at + 1)];
    const keys = this.store.index.fields.filter((f) => f.to?.table === table).map((f) => f.name);
    return (row) => keys.some((key) => this.store.cell(row, key) === number);
  }

  /** What is asked of each field, in words. */
  toldOf(name, own) {
    const f = this.fields.get(name);
    const said = [own.values.map((value) => (value ? wholeText(this.store, f, value) : say("空"))).join(say("、")), own.has && say("含“{has}”", { has: own.has }), own.from && say("自 {from}", { from: own.from }), own.to && say("至 {to}", { to: own.to })];
    return say("{title}：{value}", { title: f.title, value: said.filter(Boolean).join(" ") });
  }

  get toldOfReference() {
    return say("指向 {number}", { number: this.refers.split("/").slice(1).join("/") });
  }

  /** All conditions in words. */
  told() {
    const words = this.words.trim();
    return [...[...this.of].map(([name, own]) => this.toldOf(name, own)), words && say("含有的词：{words}", { words }), this.refers && this.toldOfReference].filter(Boolean);
  }

  /** The conditions as chips that take them back. */
  chips() {
    const chip = (text, act) => {
      const element = button(`${text} ✕`, act, "sk-chip");
      element.ariaLabel = say("取消筛选 {title}", { title: text });
      return element;
    };
    const chips = [...this.of].map(([name, own]) => chip(this.toldOf(name, own), () => this.set(name, { values: [], from: "", to: "", has: "" })));
    if (this.refers) chips.push(chip(this.toldOfReference, () => { this.refers = ""; this.tell(); }));
    if (chips.length + Boolean(this.words.trim()) > 1) chips.push(button(say("全部清除"), () => this.clear(), "sk-chip"));
    return chips;
  }
}

/** The part of the tools in which conditions on fields are set: one field at a time, by what its values are. */
export class FilterPanel {
  constructor(filters, countsOf) {
    Object.assign(this, { filters, countsOf });
    const { fields } = filters.store.index;
    this.choice = make("select", { className: "sk-select" }, option("", say("选一栏")), fields.map((f) => option(f.name, f.title)));
    this.choice.addEventListener("change", () => this.draw());
    this.control = make("div", { className: "sk-facets" });
    this.element = make("details", { className: "sk-more-tools" }, make("summary", { textContent: say("按栏目筛选") }), field(say("栏目"), this.choice), this.control);
  }

  /** Show what is asked and found by now; what is being written in stays as it is. */
  refresh() {
    const f = this.filters.fields.get(this.choice.value);
    if (!f) return;
    const written = [...this.control.querySelectorAll("[data-what]")];
    if (written.length) {
      const own = this.filters.get(f.name);
      for (const input of written) if (input.value !== own[input.dataset.what] && input !== document.activeElement) input.value = own[input.dataset.what];
      return;
    }
    const at = [...this.control.querySelectorAll("input")].indexOf(document.activeElement);
    this.draw();
    if (at >= 0) this.control.querySelectorAll("input")[at]?.focus({ preventScroll: true });
  }

  draw() {
    const f = this.filters.fields.get(this.choice.value);
    if (!f) return this.control.replaceChildren();
    const counts = this.countsOf(f);
    const kind = kindOf(f, counts);
    this.control.replaceChildren(...(kind === "values" ? this.values(f, counts) : kind === "words" ? this.has(f) : this.range(f, kind)));
    return undefined;
  }

  values(f, counts) {
    const own = this.filters.get(f.name);
    own.values.forEach((value) => counts.has(value) || counts.set(value, 0));
    const sorted = [...counts].sort((a, b) => b[1] - a[1] || (a[0] < b[0] ? -1 : 1));
    return sorted.map(([value, count]) => {
      const box = make("input", { type: "checkbox", checked: own.values.includes(value) });
      box.addEventListener("change", () => {
        const now = this.filters.get(f.name);
        this.filters.set(f.name, { ...now, values: box.checked ? [...now.values, value] : now.values.filter((each) => each !== value) });
      });
      const text = value ? wholeText(this.filters.store, f, value) : say("空");
      return make("label", { className: "sk-facet" }, box, ` ${text} `, make("small", { textContent: String(count) }));
    });
  }

  has(f) {
    const input = make("input", { type: "search", className: "sk-input", value: this.filters.get(f.name).has, autocomplete: "off", attributes: { "data-what": "has" } });
    input.addEventListener("change", () => this.filters.set(f.name, { ...this.filters.get(f.name), has: input.value.trim() }));
    return [field(say("含有"), input)];
  }

  range(f, kind) {
    const own = this.filters.get(f.name);
    const input = (what) => {
      const element = make("input", { type: kind === "days" ? "date" : "number", step: "any", className: "sk-input", value: own[what], attributes: { "data-what": what } });
      element.addEventListener("change", () => this.filters.set(f.name, { ...this.filters.get(f.name), [what]: element.value }));
      return element;
    };
    const presets = kind === "days" ? [["week", say("本周")], ["month", say("本月")], ["quarter", say("本季")], ["year", say("今年")]].map(([name, text]) =>
      button(text, () => {
        const [from, to] = period(name);
        this.filters.set(f.name, { ...this.filters.get(f.name), from, to });
        this.draw();
      })) : [];
    return [field(say("自"), input("from")), field(say("至"), input("to")), make("div", { className: "sk-buttons" }, presets)];
  }
}
