/* What the browser prints of a page to fill in: the sheet that the form lays out by parts, with what is entered so far. */

import { recordSheet } from "./record-sheet.js";

const PAUSE = 400; // after the last key

/** What is entered as a register of one record, as far as a sheet asks: there is no other record yet. */
class Entered {
  constructor({ table, id, revision, key, date, fields, onSheet }) {
    const told = fields.map((field) => ({ ...field, to: field.to ? { table: field.to } : null }));
    this.index = { ...onSheet, table, key, date, fields: told, form: { id, revision }, sheet: { ...onSheet.sheet, together: [] } };
    this.key = key;
    this.shards = [];
  }

  cell(row, name) {
    return row.cells[name] || null;
  }

  number(row) {
    return row.cells[this.key] || "";
  }

  day(row) {
    return (row.cells[this.index.date] || "").slice(0, 10);
  }
}

/** Keep the sheet of a page as the page is, so that it prints at once. */
export function keepSheet(page) {
  const { form, base, box } = page, store = new Entered(form), [address] = form.code;
  const paper = document.createElement("div");
  paper.className = "sk-handed-box";
  box.append(paper);
  const draw = async () => {
    const choices = globalThis.shoukongChoices || {};
    store.index.names = Object.fromEntries(Object.entries(choices).map(([table, records]) => [table, Object.fromEntries(records)]));
    paper.replaceChildren(...(await recordSheet(store, base, { cells: page.cells }, address)));
    box.parentElement.classList.add("sk-on-sheet");
    box.classList.add("sk-on-sheet");
  };
  let waiting;
  page.onChange = () => { clearTimeout(waiting); waiting = setTimeout(() => draw().catch(console.error), PAUSE); };
  return draw();
}
