/* What a register's page prints: the rows that are shown, as a report with a head that says what they are. */

import { make, nameOf, say, shownText } from "./register-shown.js";
import { codeOf, codedAddress } from "./sheet-code.js";

const PADDING = 1.2; // of a column, in the height of its letters
const LONGEST = 22; // beyond which a text is laid in several lines
const PAPERS = [["upright", 62], ["across", 94], ["large", 138]]; // their names, and how wide a table on them may be
const ENDLESS = /[!-~]{17}/; // a word that may break anywhere
const SAMPLE = 300; // rows by which the widths are judged

const widthOf = (text) => [...text].reduce((sum, sign) => sum + (sign < "\u0080" ? 0.56 : 1), 0);

/** The smallest paper on which the columns stand without being squeezed to less than two thirds. */
export function paperFor(columns) {
  const wanted = columns.reduce((sum, cells) => {
    const widths = cells.map(widthOf).sort((a, b) => a - b);
    const usual = widths[Math.floor((widths.length - 1) * 0.9)] || 0;
    return sum + PADDING + Math.max(3, usual <= 12 ? usual : Math.min(LONGEST, Math.max(12, usual / 4)));
  }, 0);
  return (PAPERS.find(([, width]) => wanted <= width * 1.4) || PAPERS.at(-1))[0];
}

function told(store, f, text) {
  const name = nameOf(store, f, text);
  return name ? say("{name}（{number}）", { name, number: text }) : shownText(f, text);
}

function cell(store, f, row) {
  const now = told(store, f, store.cell(row, f.name) ?? "");
  const before = (row.was?.[f.name] || []).map(([text, number]) => [
    make("br"), make("del", { textContent: text === null ? say("空白") : shownText(f, text) }), " ", make("small", { textContent: number })]);
  return make("td", { className: ENDLESS.test(now) ? "sk-endless" : "" }, now, before);
}

function rowsOf(store, fields, row) {
  const own = make("tr", { className: row.withdrawn ? "sk-withdrawn" : "" }, fields.map((f) => cell(store, f, row)));
  if (!row.withdrawn) return [own];
  const [number, reason] = row.withdrawn;
  return [own, make("tr", { className: "sk-printed-note" }, make("td", { colSpan: fields.length, textContent: say("已作废：{number} {reason}", { number, reason }) }))];
}

function head(store, base, { filters, rows, isCut }) {
  const { organization, title, form, rows: whole, as_of: asOf } = store.index;
  const address = codedAddress(store, base, location.search);
  const number = (count) => count.toLocaleString(document.documentElement.lang);
  const told = [
    say("筛选：{conditions}", { conditions: filters.told().join(say("；")) || say("全部记录") }),
    say("条数：{seen} 条，全册 {whole} 条，截至 {day}", { seen: number(rows.length), whole: number(whole), day: asOf }),
    isCut ? say("没有全部载入：印的只是已载入的") : "",
    address,
  ];
  return make("header", {}, make("div", {}, make("p", { textContent: organization }), make("h1", { textContent: title }),
    make("p", { textContent: say("表单编号 {id}　版本 {revision}　打印日期 {day}", { id: form.id, revision: form.revision, day: new Date().toLocaleDateString("sv") }) }),
    told.filter(Boolean).map((textContent) => make("p", { textContent }))), codeOf(address));
}

/** The report; `fields` are its columns, `rows` what is shown, `isCut` whether more would be found. */
export function printedRegister(store, base, { fields, rows, filters, isCut }) {
  const sample = rows.slice(0, SAMPLE);
  const columns = fields.map((f) => [f.title.slice(0, 4), ...sample.map((row) => told(store, f, store.cell(row, f.name) ?? ""))]);
  return make("div", { className: "sk-printed", attributes: { "data-paper": paperFor(columns) } }, head(store, base, { filters, rows, isCut }),
    make("table", { className: "sk-printed-rows" }, make("thead", {}, make("tr", {}, fields.map((f) => make("th", { textContent: f.title })))),
      make("tbody", {}, rows.map((row) => rowsOf(store, fields, row)))));
}
