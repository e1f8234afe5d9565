/* The records of a register as cards, on phones: what the reader chose of each, in the order that is asked for. */

import { button, make, say, shownValue } from "./register-shown.js";

const AT_ONCE = 40; // cards
const FIELDS = 5; // of a card

export class CardView {
  constructor(store, base, columns, filters) {
    Object.assign(this, { store, base, columns, filters });
    this.element = make("div");
    this.kept = [];
  }

  async show(rows) {
    this.kept = this.filters.ordered(rows);
    this.at = 0;
    this.list = make("ul", { className: "sk-records" });
    this.more = button(say("再显示一些"), () => this.extend(), "sk-button sk-more");
    this.element.replaceChildren(this.list, make("div", { className: "sk-buttons" }, this.more));
    this.extend();
  }

  extend() {
    this.list.append(...this.kept.slice(this.at, this.at + AT_ONCE).map((row) => this.card(row)));
    this.at += AT_ONCE;
    this.more.hidden = this.at >= this.kept.length;
    if (!this.kept.length) this.list.append(make("li", { textContent: say("没有符合条件的记录") }));
  }

  /** The fields of a card: those that the reader chose, else the day, what the rows are in order by, and the first. */
  fields(row) {
    const { store, columns, filters } = this;
    const { key, date } = store.index;
    const filled = columns.shown.filter((f) => f.name !== key && store.cell(row, f.name) !== null);
    if (filters.columns) return filled;
    const ahead = [date, filters.order[0]];
    const others = filled.filter((f) => !ahead.includes(f.name) && f.name !== "form_revision");
    return [...filled.filter((f) => ahead.includes(f.name)), ...others].slice(0, FIELDS);
  }

  card(row) {
    const { store, base } = this;
    const first = this.fields(row);
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
