/* What is shown of a register as a file that spreadsheet programs open and `import` takes: nothing in it is computed. */

import { excelCsv, inertInTextCell, isNumber } from "./inert-cell.js";
import { wholeText } from "./register-shown.js";

/** A cell as it is shown; of what a record encloses the names, so that they come back as they are. */
function exported(store, f, row) {
  const text = store.cell(row, f.name) ?? "";
  return f.attachment ? text : wholeText(store, f, text);
}

export function csvOf(store, fields, rows) {
  const told = (row, f) => exported(store, f, row);
  return excelCsv([fields.map((f) => f.title), ...rows.map((row) => fields.map((f) => told(row, f)))]);
}

export function download(name, content) {
  const link = document.createElement("a");
  link.href = URL.createObjectURL(content instanceof Blob ? content : new Blob([content], { type: "text/csv" }));
  link.download = name;
  link.click();
  setTimeout(() => URL.revokeObjectURL(link.href), 60000);
}

let writer;
function loadWriter(base) {
  writer ??= new Promise((resolve, reject) => {
    const script = document.createElement("script");
    script.src = new URL("assets/vendor/excel/write-excel-file.min.js", base).href;
    script.onload = () => resolve(globalThis.writeXlsxFile);
    script.onerror = () => reject(new Error(script.src));
    document.head.append(script);
  });
  return writer;
}

const NUMERIC = new Set(["integer", "number"]);
const MOST_DIGITS = 15; // that a spreadsheet program keeps of a number

/** The same as a workbook: numbers are numbers, all else is text, so that every digit stays. */
export async function workbookOf(store, fields, rows, base) {
  const write = await loadWriter(base);
  const cell = (f, text) => (NUMERIC.has(f.type) && isNumber(text) && text.replace(/\D/g, "").length <= MOST_DIGITS
    ? { type: Number, value: Number(text) }
    : { type: String, value: inertInTextCell(text), format: "@" });
  const told = (f, row) => exported(store, f, row);
  const head = fields.map((f) => ({ type: String, value: f.title, fontWeight: "bold" }));
  const body = rows.map((row) => fields.map((f) => { const text = told(f, row); return text ? cell(f, text) : null; }));
  const sheet = store.index.title.replace(/[[\]:*?/\\']/g, " ").slice(0, 31);
  return write([head, ...body], { sheet, stickyRowsCount: 1 }).toBlob();
}
