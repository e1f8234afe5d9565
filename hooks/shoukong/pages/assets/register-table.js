/* The records of a register as a table of the browser's own: rows are added as the reader comes to them. */

import { button, make, say, shownValue } from "./register-shown.js";

const AT_ONCE = 100; // rows
const TIGHT = new Set(["date", "datetime", "time", "integer", "number", "boolean", "year", "yearmonth"]);

/** The fields that the reader wants to see: as the address says, else as this device remembers. */
export class Columns {
  constructor(store, filters, changed) {
    Object.assign(this, { store, filters, changed, key: `shoukong.columns:${store.index.table}` });
    this.hidden = new Set();
    try {
      this.hidden = new Set(JSON.parse(localStorage.getItem(this.key) || "[]"));
    } catch { /* private windows may refuse */ }
    if (filters.columns) this.hidden = new Set(store.index.fields.map((f) => f.name).filter((name) => !filters.columns.includes(name)));
    else this.tell();
  }

  /** Let the address say what is chosen, so that it shows the same elsewhere. */
  tell() {
    const { key } = this.store.index;
    const isAny = this.store.index.fields.some((f) => f.name !== key && this.hidden.has(f.name));
    this.filters.columns = isAny ? this.shown.map((f) => f.name).filter((name) => name !== key) : null;
    this.filters.write();
  }

  get shown() {
    const { fields, key } = this.store.index;
    return fields.filter((f) => f.name === key || !this.hidden.has(f.name));
  }

  keep() {
    try {
      localStorage.setItem(this.key, JSON.stringify([...this.hidden]));
    } catch { /* it holds until the page is left */ }
    this.tell();
    this.changed();
  }

  get element() {
    const { fields, key } = this.store.index;
    const boxes = fields.filter((f) => f.name !== key).map((f) => {
      const box = make("input", { type: "checkbox", checked: !this.hidden.has(f.name) });
      box.addEventListener("change", () => {
        if (box.checked) this.hidden.delete(f.name);
        else this.hidden.add(f.name);
        this.keep();
      });
      return make("label", { className: "sk-facet" }, box, ` ${f.title}`);
    });
    return make("details", { className: "sk-more-tools" }, make("summary", { textContent: say("显示的栏目") }), make("div", { className: "sk-facets" }, boxes));
  }
}

export class TableView {
  constructor(store, base, columns, filters) {
    Object.assign(this, { store, base, columns, filters });
    this.kept = [];
    this.element = make("div", { className: "sk-grid", tabIndex: -1, role: "region", ariaLabel: store.index.title });
    this.end = make("div", { className: "sk-grid-end" });
    this.watch = new IntersectionObserver((entries) => entries.some((entry) => entry.isIntersecting) && this.extend(), { root: this.element, rootMargin: "400px" });
    this.watch.observe(this.end);
  }

  async show(rows) {
    const [name, isDown] = this.filters.order;
    this.kept = this.filters.ordered(rows);
    this.at = 0;
    this.body = make("tbody");
    const table = make("table", { className: "sk-grid-table" }, make("thead", {}, make("tr", {}, this.columns.shown.map((f) => this.head(f, name, isDown)))), this.body);
    this.element.replaceChildren(table, this.end);
    if (!this.kept.length) this.element.append(make("p", { className: "sk-empty", textContent: say("没有符合条件的记录") }));
    this.element.scrollTop = 0;
    this.extend();
  }

  /** A column's title sorts by it; the arrow keys go along the titles, so that they are one stop. */
  head(f, sorted, isDown) {
    const sort = button(f.title, () => {
      this.filters.sort = sorted === f.name && !isDown ? `-${f.name}` : f.name;
      this.filters.tell();
    }, "sk-sort");
    sort.tabIndex = f.name === this.store.index.key ? 0 : -1;
    sort.addEventListener("keydown", (event) => {
      const cells = [...sort.closest("tr").cells];
      const to = cells[cells.indexOf(sort.closest("th")) + ({ ArrowRight: 1, ArrowLeft: -1 }[event.key] || 0)];
      if (!to || !event.key.startsWith("Arrow") || event.key === "ArrowDown" || event.key === "ArrowUp") return;
      event.preventDefault();
      to.querySelector("button").focus();
    });
    const state = sorted === f.name ? (isDown ? "descending" : "ascending") : "none";
    return make("th", { scope: "col", attributes: { "aria-sort": state } }, sort);
  }

  extend() {
    if (!this.body || this.at >= this.kept.length) return;
    const shown = this.columns.shown;
    this.body.append(...this.kept.slice(this.at, this.at + AT_ONCE).map((row) => this.row(row, shown)));
    this.at += AT_ONCE;
    if (this.at < this.kept.length && this.element.scrollHeight <= this.element.clientHeight) this.extend();
  }

  row(row, shown) {
    const number = this.store.number(row);
    const cells = shown.map((f) => {
      const value = shownValue(this.store, this.base, f, this.store.cell(row, f.name));
      return f.name === this.store.index.key ? make("th", { scope: "row" }, value) : make("td", { className: f.to || TIGHT.has(f.type) ? "sk-tight" : "" }, value);
    });
    const className = [number === this.current && "sk-current", row.withdrawn && "sk-withdrawn"].filter(Boolean).join(" ");
    return make("tr", { className, title: row.withdrawn ? say("已作废：{reason}", { reason: row.withdrawn[1] }) : "", attributes: { "data-number": number } }, cells);
  }

  mark(number) {
    this.current = number;
    for (const row of this.element.querySelectorAll("tbody tr")) row.classList.toggle("sk-current", row.dataset.number === number);
  }

  rows() {
    return this.kept;
  }

  remove() {
    this.watch.disconnect();
  }
}
