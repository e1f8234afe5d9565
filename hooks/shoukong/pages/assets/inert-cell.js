/* A text as a cell that no spreadsheet program computes: the rule of `text/inert_cell.py`, by which `import` reads it. */

const COMPUTED = /^'*[=+\-@＝＋－＠\t\r\n]/;
const NUMBER = /^[+-]?[0-9]+(\.[0-9]+)?$/;

/** For CSV. */
export const inert = (text) => (COMPUTED.test(text) && !NUMBER.test(text) ? `'${text}` : text);

/** For a cell of a workbook that is text, which is not computed: only an apostrophe of its own is kept. */
export const inertInTextCell = (text) => (text.startsWith("'") ? inert(text) : text);

export const isNumber = (text) => NUMBER.test(text);

const quoted = (text) => (/[",\r\n]/.test(text) ? `"${text.replaceAll('"', '""')}"` : text);

/** Rows as CSV for spreadsheet programs, with a byte order mark. */
export const excelCsv = (rows) => `\ufeff${rows.map((row) => `${row.map((text) => quoted(inert(text))).join(",")}\r\n`).join("")}`;
