/* What is shown of a register as a CSV that spreadsheet programs open and `import` takes: nothing in it is computed. */

import { wholeText } from "./register-shown.js";

const COMPUTED = /^[=+\-@＝＋－＠\t\r\n]/;
const NUMBER = /^[+-]?[0-9]+(\.[0-9]+)?$/;

export function csvOf(store, fields, rows) {
  const inert = (text) => (COMPUTED.test(text) && !NUMBER.test(text) ? `'${text}` : text);
  const quoted = (text) => (/[",\r\n]/.test(text) ? `"${text.replaceAll('"', '""')}"` : text);
  const lines = rows.map((row) => fields.map((f) => inert(wholeText(store, f, store.cell(row, f.name) ?? ""))));
  return `\ufeff${[fields.map((f) => f.title), ...lines].map((line) => line.map(quoted).join(",")).join("\r\n")}\r\n`;
}

export function download(name, text) {
  const link = document.createElement("a");
  link.href = URL.createObjectURL(new Blob([text], { type: "text/csv" }));
  link.download = name;
  link.click();
  setTimeout(() => URL.revokeObjectURL(link.href), 60000);
}
