/* A record on the sheet that its form lays out by parts: what the browser prints is what `shoukong print` sets. */

import { Store, fetchJson } from "./register-data.js";
import { make, nameOf, say, shownText } from "./register-shown.js";
import { codeOf, prepareCodes, recordAddressOnPaper } from "./sheet-code.js";

const MOST = 1e12;
const HAND = { __proto__: null, number: "sk-hand-number", capitals: "sk-hand-capitals", long: "sk-hand-long" };

/** A number by its groups, a single zero said for those between others. */
function inGroups(number, size, units, zero, told) {
  let said = "", hasGap = false;
  for (let place = units.length - 1; place >= 0; place -= 1) {
    const part = Math.floor(number / size ** place) % size;
    if (!part) {
      hasGap = said !== "";
      continue;
    }
    if (said && (hasGap || (size > 10 && part < 1000))) said += zero;
    said += told(part) + units[place];
    hasGap = false;
  }
  return said;
}

/** An amount in yuan in Chinese capitals, to the fen; empty for what is none. */
export function inCapitals(text, { digits, places, groups, units }) {
  if (!/^-?[0-9]{1,13}(\.[0-9]+)?$/.test(text ?? "")) return "";
  const [whole, rest = ""] = text.replace("-", "").split(".");
  const fen = Number(whole) * 100 + Number(rest.slice(0, 2).padEnd(2, "0")) + (rest[2] >= "5" ? 1 : 0);
  if (fen >= MOST * 100) return "";
  const [yuanSign, jiaoSign, fenSign, even, minus] = units;
  const [yuan, jiao, last] = [Math.floor(fen / 100), Math.floor(fen / 10) % 10, fen % 10];
  const group = (part) => inGroups(part, 10, places, digits[0], (digit) => digits[digit]);
  const said = yuan || !fen ? (yuan ? inGroups(yuan, 1e4, groups, digits[0], group) : digits[0]) + yuanSign : "";
  const small = (jiao ? digits[jiao] + jiaoSign : yuan && last ? digits[0] : "") + (last ? digits[last] + fenSign : even);
  return (text.startsWith("-") && fen ? minus : "") + said + small;
}

const dayWords = (text) => {
  const [, year, month, day, clock] = /^(\d{4})-(\d\d)-(\d\d)(?:[T ](\d\d:\d\d))?/.exec(text) || [];
  return year ? [say("{year} 年 {month} 月 {day} 日", { year, month: Number(month), day: Number(day) }), clock].filter(Boolean).join(" ") : text;
};

/** The copies with the figures that were in force on a day. */
export const copiesOn = ({ copies, since }, day) => (day && since.findLast(([first]) => first <= day)?.[1]) || copies;

/** What records say on the sheet: of the record itself, those beside it, those that it names and those that name it. */
class Words {
  constructor(store, base, row) {
    const copies = copiesOn(store.index.sheet, store.day(row));
    Object.assign(this, { store, base, row, copies, named: new Map(), beside: [row], children: new Map() });
  }

  /** Fetch all that the parts of the sheet tell of other records. */
  async gather() {
    const { together } = this.store.index.sheet;
    const parts = this.copies.flatMap((copy) => copy.parts);
    if (together.length) {
      const told = (row) => together.map((name) => this.store.cell(row, name) ?? "").join("\n");
      this.beside = (await allRows(this.store)).filter((row) => told(row) === told(this.row) && (!row.withdrawn || this.store.number(row) === this.store.number(this.row)));
    }
    const places = parts.flatMap((part) => part.lines || []).flat().filter((run) => run.slot?.name.includes("."));
    for (const { slot } of places) await this.fetchNamed(slot.name);
    for (const part of parts.filter((each) => each.kind === "table")) await this.fetchChildren(part.names);
  }

  async fetchNamed(place) {
    const [key, name] = place.split(".");
    const f = this.store.index.fields.find((each) => each.name === key);
    const number = this.store.cell(this.row, key);
    if (!f?.to || !number || this.named.has(place)) return;
    const other = await storeOf(this.base, f.to.table);
    const at = await other.locate(number);
    if (at) this.named.set(place, shown(other, (await other.shard(at[0]))[at[1]], name, []));
  }

  async fetchChildren({ register, key }) {
    if (this.children.has(register)) return;
    const store = await storeOf(this.base, register);
    const number = this.store.number(this.row);
    const rows = !number ? [] : (await allRows(store)).filter((row) => store.cell(row, key) === number && !row.withdrawn);
    this.children.set(register, { store, rows });
  }

  /** What the record says in the place of a slot, with what it said before. */
  of(name, row = this.row) {
    if (name.includes(".")) return this.named.get(name) || { text: "", was: [] };
    return shown(this.store, row, name, this.store.index.sheet.numbers);
  }
}

const stores = new Map();
function storeOf(base, table) {
  if (!stores.has(table)) {
    const address = new URL(`data/registers/${table}/index.json`, base);
    stores.set(table, fetchJson(address).then((index) => new Store(address, index)));
  }
  return stores.get(table);
}

const allRows = async (store) => (await Promise.all(store.shards.map((_, i) => store.shard(i)))).flat();

function shown(store, row, name, numbers) {
  const f = store.index.fields.find((each) => each.name === name);
  if (!f) return { text: "", raw: "", was: [] };
  const raw = store.cell(row, name) ?? "";
  const told = (text) => {
    if (f.attachment) return "";
    if (f.type === "date" || f.type === "datetime") return dayWords(text);
    return (!numbers.includes(name) && nameOf(store, f, text)) || shownText(f, text);
  };
  return { text: told(raw), raw, was: (row.was?.[name] || []).map(([text, number]) => [text === null ? say("空白") : told(text), number]) };
}

/* ---- What stands in a box or in a line ---------------------------------------------------------------------------- */

const choicesOf = (slot) => (slot.kind === "boolean" ? [say("是"), say("否")] : slot.choices || []);
const tick = (isOn) => make("i", { className: "sk-tick", textContent: isOn ? "√" : "" });
const former = (was) => was.map(([text, number]) => [" ", make("del", { textContent: text }), " ", make("small", { textContent: number })]);
const ticks = (choices, chosen) => choices.map((word) => make("span", { className: "sk-choice" }, tick(word === chosen), word));

function inBox(slot, words, row) {
  const said = words.of(slot.name, row);
  const choices = words.store.index.sheet.paper === "card" ? [] : choicesOf(slot); // a card has no room for boxes
  const isOffered = choices.includes(said.text);
  return [choices.length ? ticks(choices, said.text) : null, isOffered ? null : said.text, former(said.was)];
}

function inLine({ text, slot }, words) {
  if (!slot) return text;
  if (slot.name === words.store.index.key) return make("u", { textContent: words.store.number(words.row) });
  const said = words.of(slot.name);
  const choices = choicesOf(slot);
  if (choices.length && slot.kind !== "capitals") return [ticks(choices, said.text), former(said.was)];
  const told = slot.kind === "capitals" ? inCapitals(said.raw, words.store.index.sheet.capitals) : said.text;
  if (!told) return make("span", { className: `sk-hand ${HAND[slot.kind] || ""}` });
  return [make("u", { textContent: told }), former(said.was)];
}

/* ---- The parts ------------------------------------------------------------------------------------------------------ */

const PARTS = {
  fields: (part, words) => withPhoto(part, words, make("div", { className: "sk-boxes" },
    part.rows.map((row) => make("div", { className: "sk-boxes-row" }, row.map((slot) => {
      const box = make("div", { className: slot.kind === "long" && row.length === 1 ? "sk-box sk-box-long" : "sk-box" },
        make("b", { textContent: slot.title }), make("span", {}, inBox(slot, words)));
      box.style.flex = `${slot.share} 1 0`;
      return box;
    }))))),
  text: (part, words) => part.lines.map((runs) => make("p", {}, runs.map((run) => inLine(run, words)))),
  instructions: (part, words) => make("ol", { className: "sk-told" }, part.lines.map((runs) => make("li", {}, runs.map((run) => inLine(run, words))))),
  grid: (part, words) => table([part.head, ...part.choices, ...part.beside], part.rows.map(({ name, detail }) => {
    const row = words.beside.find((each) => words.of(part.names.of, each).text === name);
    const chosen = row ? words.of(part.names.by, row) : { text: "", was: [] };
    return [[make("b", { textContent: name }), detail ? make("small", { textContent: detail }) : null],
      ...part.choices.map((word) => make("span", { className: "sk-centre" }, tick(chosen.text === word), chosen.text === word ? former(chosen.was) : null)),
      ...part.names.beside.map((field) => (row ? [words.of(field, row).text, former(words.of(field, row).was)] : ""))];
  })),
  table: (part, words) => {
    const { store, rows = [] } = words.children.get(part.names.register) || {};
    const cells = rows.map((row) => part.names.columns.map((name) => {
      const said = shown(store, row, name, []);
      return [said.text, former(said.was)];
    }));
    const blank = rows.length ? [] : Array.from({ length: part.blank }, () => part.columns.map(() => ""));
    return table(part.columns.map(({ title }) => title), [...cells, ...blank], part.total ? total(part, store, rows, words.store.index.sheet.capitals) : null);
  },
  lines: (part) => table(part.columns.map(({ title }) => title), Array.from({ length: part.blank }, () => part.columns.map(() => ""))),
  checklist: (part, words) => table([say("序号"), say("检查内容"), say("结果"), ...(part.room ? [part.room] : [])], part.rows.map(({ name, field, choices, detail }, i) => {
    const said = field ? words.of(field) : { text: "", was: [] };
    return [String(i + 1), detail ? [make("b", { textContent: name }), make("small", { textContent: detail })] : name, [choices.length ? ticks(choices, said.text) : tick(false), choices.includes(said.text) ? null : said.text, former(said.was)], ...(part.room ? [""] : [])];
  })),
  signatures: (part) => signing(part.who, part.stamp),
};

/** The boxes with the photograph that stands beside, or the place for one. */
function withPhoto(part, words, boxes) {
  if (!part.photo && !part.photo_place) return boxes;
  const name = part.photo ? words.of(part.photo.name).raw?.split(" ")[0] : "";
  const isThere = name && words.row.files?.[name] !== undefined;
  const shownPhoto = isThere ? make("img", { src: new URL(`attachments/${name.slice(0, 2)}/${name}`, words.base).href, alt: part.photo.title }) : part.photo?.title || part.photo_place;
  return make("div", { className: "sk-photo" }, boxes, make("div", { className: "sk-photo-place" }, shownPhoto));
}

function total(part, store, rows, signs) {
  const fen = rows.reduce((sum, row) => sum + Math.round(Number(store.cell(row, part.names.total) || 0) * 100), 0);
  const figure = rows.length ? (fen / 100).toFixed(2) : "";
  const capitals = document.documentElement.lang.startsWith("zh") ? [say("人民币（大写）"), say("："), make("b", { textContent: inCapitals(figure, signs) })] : [];
  return make("div", { className: "sk-total" }, make("span", {}, capitals), make("span", {}, say("合计"), ` ${part.total.title}`, say("："), make("b", { textContent: figure })));
}

function table(heads, rows, foot = null) {
  return make("table", {},
    make("thead", {}, make("tr", {}, heads.map((head) => make("th", { textContent: head })))),
    make("tbody", {}, rows.map((cells) => make("tr", {}, cells.map((cell) => make("td", {}, cell))))),
    foot ? make("tfoot", {}, make("tr", {}, make("td", { colSpan: heads.length }, foot))) : null);
}

const signing = (who, stamp) => make("div", { className: "sk-signing" },
  who.map((each) => make("span", { textContent: each })), stamp ? make("span", { className: "sk-stamp-place", textContent: stamp }) : null);

/* ---- The sheet -------------------------------------------------------------------------------------------------------- */

const MOST_ROOMY = 11; // rows of boxes on a page that leave room for what is signed
const rowsOf = (copy) => copy.parts.reduce((sum, part) => sum + (part.kind === "fields" ? part.rows.length : 0), 0);

/** The copies of a record's sheet, each on paper of its own, with a code of an address: the record's, if none is given. */
export async function recordSheet(store, base, row, address = recordAddressOnPaper(store, base, row)) {
  loadStyle(base);
  const words = new Words(store, base, row);
  await Promise.all([words.gather(), prepareCodes(base).catch(console.error)]); // the sheet is as good without its code
  const { sheet } = store.index;
  const kind = ["sk-handed", `sk-paper-${sheet.paper}${sheet.is_landscape && sheet.paper !== "card" ? "-across" : ""}`, sheet.is_large ? "sk-large" : ""].join(" ").trim();
  return words.copies.map((copy) => make("div", { className: rowsOf(copy) > MOST_ROOMY ? `${kind} sk-dense` : kind },
    make("table", { className: "sk-handed-frame" },
      make("tbody", {}, make("tr", {}, make("td", {}, head(copy, words),
        row.withdrawn ? make("p", { className: "sk-void", textContent: [say("已作废"), ...row.withdrawn].join(" ") }) : null,
        copy.parts.map((part) => make("div", { className: part.break ? "sk-new-page" : "" },
          part.title ? make("h4", { textContent: part.title }) : null, PARTS[part.kind](part, words))), tail(sheet)))),
      make("tfoot", {}, make("tr", {}, make("td", {}, foot(words, address)))))));
}

function head(copy, { store, row, beside }) {
  const { sheet, form, organization } = store.index;
  const numbers = beside.length > 1 ? say("{first} 至 {last}", { first: store.number(beside[0]), last: store.number(beside.at(-1)) }) : store.number(row);
  return make("header", {},
    make("div", {}, make("span", { textContent: organization }), make("strong", { textContent: sheet.title }),
      make("small", { textContent: say("表单编号 {id}　版本 {revision}　生效日期 {day}", { id: form.id, revision: form.revision, day: sheet.effective }) })),
    make("div", {}, copy.title ? make("em", { textContent: copy.title }) : null, make("b", { textContent: numbers })));
}

const tail = (sheet) => [
  sheet.signatures.length || sheet.stamp ? signing(sheet.signatures, sheet.stamp) : null,
  sheet.note ? make("p", { className: "sk-handed-note", textContent: `${say("注")} ${sheet.note}` }) : null,
];

function foot({ store }, address) {
  const { form, organization, document: controlling, clauses, sheet } = store.index;
  const basis = [controlling ? `${controlling.id} ${controlling.title}` : "", ...clauses.map((clause) => clause.name)].join(" ");
  return make("footer", {}, make("div", {}, make("span", { textContent: `${form.id} ${form.revision} ${organization}` }),
    make("span", { textContent: say("依据 {basis}", { basis }) }), make("span", { textContent: `${say("保存期")} ${sheet.retention} ${address}` })), codeOf(address));
}

function loadStyle(base) {
  const href = new URL("assets/record-sheet.css", base).href;
  if (!document.querySelector(`link[href="${href}"]`)) document.head.append(make("link", { rel: "stylesheet", href }));
}
