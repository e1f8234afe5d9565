/* What is shown of a register as a file that spreadsheet programs open and `import` takes: nothing in it is computed. */

import { wholeText } from "./register-shown.js";

const COMPUTED = /^[=+\-@＝＋－＠\t\r\n]/;
const NUMBER = /^[+-]?[0-9]+(\.[0-9]+)?$/;

export function csvOf(store, fields, rows) {
  const inert = (text) => (COMPUTED.test(text) && !NUMBER.test(text) ? `'${text}` : text);
  const quoted = (text) => (/[",\r\n]/.test(text) ? `"${text.replaceAll('"', '""')}"` : text);
  const lines = rows.map((row) => fields.map((f) => inert(wholeText(store, f, store.cell(row, f.name) ?? ""))));
  return `\ufeff${[fields.map((f) => f.title), ...lines].map((line) => line.map(quoted).join(",")).join("\r\n")}\r\n`;
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
  const cell = (f, text) => (NUMERIC.has(f.type) && NUMBER.test(text) && text.replace(/\D/g, "").length <= MOST_DIGITS
    ? { type: Number, value: Number(text) }
    : { type: String, value: text, format: "@" });
  const told = (f, row) => wholeText(store, f, store.cell(row, f.name) ?? "");
  const head = fields.map((f) => ({ type: String, value: f.title, fontWeight: "bold" }));
  const body = rows.map((row) => fields.map((f) => { const text = told(f, row); return text ? cell(f, text) : null; }));
  const sheet = store.index.title.replace(/[[\]:*?/\\']/g, " ").slice(0, 31);
  return write([head, ...body], { sheet, stickyRowsCount: 1 }).toBlob();
}
