/* One record as its form reads: its sections, what it calls for and broke, where it came from and what answered it. */

import { Store, compare, fetchJson } from "./register-data.js";
import { button, fileLink, make, recordAddress, say, valueWithOriginals, withdrawal } from "./register-shown.js";
import { codeOf, prepareCodes, recordAddressOnPaper } from "./sheet-code.js";

const BESIDE = 4; // records that stand below one another in the picture of a chain
const LONG = 24; // signs in a cell that wants the whole width
const STEPS = 3; // steps that it goes to either side

function revisionOn(document, day) {
  if (!document || !day) return null;
  return document.history.filter((h) => h.from <= day).sort((a, b) => compare(a.from, b.from)).at(-1) || { revision: null };
}

/** The revision of its form that a record was made on: as it says, else the one in force on its day. */
function revisionOf(store, row) {
  const { form } = store.index;
  const made = store.place.has("form_revision") ? store.cell(row, "form_revision") : null;
  return made || revisionOn(form, store.day(row))?.revision || form.revision;
}

/** The register as the revision has it on which a record was made: its title, fields, sections and sheet; those of today
    where that one has no room for what the record says. */
function asMadeOn(store, row) {
  const revision = revisionOf(store, row), { index } = store;
  const former = index.former?.[revision];
  if (!former) return store;
  const form = { ...index.form, revision };
  const hasRoom = index.fields.every((f) => f.name in former.titles || !store.cell(row, f.name));
  const fields = index.fields.map((f) => ({ ...f, title: former.titles[f.name] || f.title }));
  const own = hasRoom ? { title: former.title, fields, sections: former.sections, sheet: former.sheet } : { sheet: index.sheet && { ...index.sheet, effective: former.effective } };
  return Object.create(store, { index: { value: { ...index, form, ...own } } });
}

/** How long a record is kept: until which day, once its time has begun. */
function keeping(store, row) {
  const { words, from, months, days } = store.index.retention;
  if (!from) return [words];
  const start = store.place.has(from) ? (store.cell(row, from) || "").slice(0, 10) : "";
  const field = store.index.fields.find((f) => f.name === from);
  if (!start) return [words, field ? say("，自{title}起算，尚未起算", { title: field.title }) : ""];
  const [year, month, day] = start.split("-").map(Number);
  const last = new Date(Date.UTC(year, month + months, 0)).getUTCDate();
  const until = new Date(Date.UTC(year, month - 1 + months, Math.min(day, last) + days)).toISOString().slice(0, 10);
  return [words, say("，保存到 {day}", { day: until })];
}

function basis(store, base, row) {
  const { form, document: controlling, clauses, dossiers } = store.index;
  const link = (url, text) => make("a", { href: new URL(url, base).href, textContent: text });
  const day = store.day(row);
  const made = store.place.has("form_revision") ? store.cell(row, "form_revision") : null;
  const note = made && made !== form.revision ? say("（现行 {revision}）", { revision: form.revision }) : "";
  const used = revisionOf(store, row);
  const shown = form.revisions.includes(used) ? link(`${form.url}${used.replace(/[^\p{L}\p{N}.]/gu, "-")}/`, used) : used;
  const lines = [[say("表单"), [link(form.url, `${form.id} ${form.title}`), say(" 版本 "), shown, note]]];
  if (controlling) {
    const then = revisionOn(controlling, day);
    const text = !then ? [] : then.revision ? [say("，{day} 有效的版本为 ", { day }), link(then.url, then.revision)] : [say("，{day} 尚无有效版本", { day })];
    lines.push([say("归属文件"), [link(controlling.url, `${controlling.id} ${controlling.title}`), ...text]]);
  }
  lines.push([say("保存期"), keeping(store, row)]);
  if (row.entry) lines.push([say("填报号"), [row.entry]]);
  if (clauses.length) lines.push([say("依据条款"), clauses.flatMap((c, i) => [i ? say("、") : "", link(c.url, `${c.name} ${c.title}`)])]);
  dossiers.forEach(({ title, url }, i) => {
    const number = row.dossiers[i];
    if (number) lines.push([title, [link(`${url}${encodeURIComponent(number)}/`, number)]]);
  });
  return make("dl", {}, lines.map(([term, parts]) => [make("dt", { textContent: term }), make("dd", {}, parts)]));
}

function incoming(store, base, row) {
  const groups = new Map();
  for (const [table, number] of row.in || []) groups.set(table, [...(groups.get(table) || []), number]);
  if (!groups.size) return [make("p", { className: "sk-empty", textContent: say("还没有其他记录指向本条。") })];
  return [...groups].map(([table, numbers]) => {
    const beyond = row.more?.[table] || 0;
    const all = new URL(`registers/${table}/?refers=${encodeURIComponent(`${store.index.table}/${store.number(row)}`)}`, base).href;
    return make("div", {},
      make("strong", { textContent: say("{table}（{count}）", { table: store.index.tables[table] || table, count: numbers.length + beyond }) }),
      make("ul", { className: "sk-links" },
        numbers.map((number) => make("li", {}, make("a", { href: recordAddress(base, table, number), textContent: number }))),
        beyond ? make("li", {}, make("a", { href: all, textContent: say("另有 {n} 条", { n: beyond }) })) : null));
  });
}

/** What the record calls for, each with its limit and where it stands by the reader's clock. */
function followUps(store, base, row) {
  if (!row.owes?.length) return [];
  const { duties, states } = store.index;
  const pad = (n) => String(n).padStart(2, "0");
  const time = new Date();
  const now = `${time.getFullYear()}-${pad(time.getMonth() + 1)}-${pad(time.getDate())}T${pad(time.getHours())}:${pad(time.getMinutes())}`;
  const items = row.owes.map(([id, limit, moments]) => {
    const [, state] = moments.findLast(([from]) => from.replace(" ", "T") <= now) || moments[0];
    const days = Math.ceil((new Date(limit.replace(" ", "T")) - time) / 86400000);
    const left = state === "open" && days > 0 ? say("，还有 {n} 天", { n: days }) : "";
    return make("li", {},
      make("a", { href: new URL(`duties/${id}/`, base).href, textContent: `${id} ${duties[id]}` }),
      say("，应于 {limit} 前", { limit }), left, " ",
      make("span", { className: "sk-status", textContent: states[state], attributes: { "data-status": state } }));
  });
  return [make("h3", { textContent: say("后续事项") }), make("ul", { className: "sk-owes" }, items)];
}

/* The chain: what the record came from, and what answered it, step by step. ------------------------------------------- */

/** Other registers, each fetched once. */
class Registers {
  constructor(base, store) {
    this.base = base;
    this.stores = new Map([[store.index.table, Promise.resolve(store)]]);
  }

  store(table) {
    if (!this.stores.has(table)) {
      const address = new URL(`data/registers/${table}/index.json`, this.base);
      this.stores.set(table, fetchJson(address).then((index) => new Store(address, index)));
    }
    return this.stores.get(table);
  }

  /** A record with its register; null where it is not there. */
  async record({ table, number }) {
    const store = await this.store(table);
    const place = await store.locate(number);
    return place && { store, row: (await store.shard(place[0]))[place[1]] };
  }
}

const nodeKey = ({ table, number }) => `${table}/${number}`;

/** The records that a record came from: those it refers to, and the one that a report is on. */
function origins({ store, row }) {
  const referred = store.index.fields.filter((f) => f.to?.is_origin && store.cell(row, f.name))
    .map((f) => ({ table: f.to.table, title: f.to.title, number: store.cell(row, f.name) }));
  const led = Object.entries(store.index.leads || {}).flatMap(([name, leads]) => {
    const [, table] = /^registers\/([^/]+)\/#/.exec(leads[store.cell(row, name)] || "") || [];
    return table ? [{ table, number: store.cell(row, name) }] : [];
  });
  return [...referred, ...led];
}

/** The records that answer a record: those that refer to it, and the reports on its breaches. */
function answers({ store, row }) {
  const referring = (row.in || []).map(([table, number]) => ({ table, title: store.index.tables[table], number }));
  const reports = store.index.reports ? (row.breaks || []).flatMap(([, , numbers]) => numbers.map((number) => ({ table: store.index.reports, number }))) : [];
  return [...referring, ...reports];
}

/** How many records refer to one beyond those that its register lists. */
const unlisted = ({ row }) => Object.values(row.more || {}).reduce((sum, count) => sum + count, 0);

/** The steps to one side, the nearest first: each as its records and how many more there are; the last may go on. */
async function stepsFrom(start, next, registers, seen, beyond = () => 0) {
  const steps = [];
  let nodes = [start];
  while (nodes.length) {
    const told = new Map(nodes.flatMap(next).map((node) => [nodeKey(node), node]));
    const found = [...told].filter(([key]) => !seen.has(key)).map(([, node]) => node);
    if (!found.length) break;
    if (steps.length === STEPS) {
      steps.push({ nodes: [], more: 0, goesOn: true });
      break;
    }
    const more = nodes.reduce((sum, node) => sum + beyond(node), 0);
    const shown = await Promise.all(found.slice(0, BESIDE).map(async (node) => ({ ...node, ...(await registers.record(node)) })));
    shown.forEach((node) => seen.add(nodeKey(node)));
    steps.push({ nodes: shown, more: more + found.length - shown.length });
    nodes = shown.filter(({ row }) => row);
  }
  return steps;
}

function drawStep({ nodes, more, goesOn }, base, isCurrent) {
  if (goesOn) return make("li", {}, make("span", { textContent: "……", title: say("还有更远的，打开这一端的记录再看") }));
  const items = nodes.map(({ table, title, number, store, row }) => make("li", {},
    make("a", { href: recordAddress(base, table, number), attributes: isCurrent ? { "aria-current": "true" } : {} },
      make("small", { textContent: store?.index.title || title || table }), make("b", { textContent: number }),
      row && store.day(row) ? make("small", { textContent: store.day(row) }) : null)));
  return make("li", {}, make("ul", {}, items, more ? make("li", { textContent: say("另有 {n} 条", { n: more }) }) : null));
}

/** The picture, once it is known; nothing for a record that stands alone. */
async function chain(store, base, row) {
  const registers = new Registers(base, store);
  const own = { store, row, table: store.index.table, number: store.number(row) };
  const seen = new Set([nodeKey(own)]);
  const before = await stepsFrom(own, origins, registers, seen);
  const after = await stepsFrom(own, answers, registers, seen, unlisted);
  if (!before.length && !after.length) return [];
  const steps = [...before.reverse(), { nodes: [own], more: 0, isCurrent: true }, ...after];
  return [make("h3", { textContent: say("来龙去脉") }),
    make("ol", { className: "sk-chain" }, steps.map((step) => drawStep(step, base, step.isCurrent)))];
}

/** What the record broke, each with its state and the reports that answer it. */
function breaches(store, base, row) {
  if (!row.breaks?.length) return [];
  const { broken, breaches: states, reports } = store.index;
  const items = row.breaks.map(([id, state, numbers]) => make("li", {},
    make("a", { href: new URL(`${broken[id][1]}#${encodeURIComponent(store.number(row))}`, base).href, textContent: `${id} ${broken[id][0]}` }), " ",
    make("span", { className: "sk-status", textContent: states[state], attributes: { "data-status": state } }),
    numbers.map((number) => [say("，"), make("a", { href: recordAddress(base, reports, number), textContent: number })])));
  return [make("h3", { textContent: say("不符合") }), make("ul", { className: "sk-owes" }, items)];
}

/** The scans of its paper, as far as the site offers them. */
function papers(store, base, row) {
  if (!row.papers?.length) return [];
  const title = say("纸质件");
  const items = row.papers.map(([number, day, name, size]) => make("li", {},
    make("a", { href: recordAddress(base, store.index.papers, number), textContent: number }), ` ${day} `,
    size === null ? make("span", { className: "sk-empty", textContent: say("不公布，由保管部门保存") })
      : make("span", { className: "sk-enclosed" }, fileLink(base, name, size, title))));
  return [make("h3", { textContent: title }), make("ul", { className: "sk-owes" }, items)];
}

/** Open the page on which a record is filled in with this one, to be continued or as the start of another. */
function handOver(purpose, store, base, row) {
  const { table } = store.index;
  const cells = Object.fromEntries(store.index.fields.map((f) => [f.name, store.cell(row, f.name)]).filter(([, cell]) => cell !== null));
  const record = JSON.stringify({ purpose, cells, shown: store.index.fields.map((f) => f.name) });
  try {
    sessionStorage.setItem(`shoukong.fill:${new URL(base).pathname}:${table}:record`, record);
  } catch { /* the page opens empty then */ }
  location.href = (globalThis.shoukongPlace || String)(new URL(`fill/${table}/`, base));
}

/** The record in the sections of its form, as on paper: its number is in the head, its revision among what it rests on. */
function sheet(store, base, row) {
  const fields = new Map(store.index.fields.map((f) => [f.name, f]));
  const isWide = (f) => (store.cell(row, f.name) || "").length > LONG;
  const item = (f) => make("div", { className: isWide(f) ? "sk-wide" : "" }, make("dt", { textContent: f.title }), make("dd", {}, valueWithOriginals(store, base, f, row)));
  const isElsewhere = (name) => name === store.index.key || name === "form_revision";
  const sections = store.index.sections.map(([title, names]) => [title, names.filter((name) => !isElsewhere(name))]);
  return sections.filter(([, names]) => names.length).map(([title, names]) => make("div", { className: "sk-section" },
    title ? make("h3", { textContent: title }) : null,
    make("dl", { className: "sk-fields" }, names.map((name) => item(fields.get(name))))));
}

/** The code of the record where the panel prints as it is shown. */
async function drawCode(place, store, base, row) {
  const address = recordAddressOnPaper(store, base, row);
  await prepareCodes(base);
  place.replaceChildren(...[codeOf(address), address && make("span", { textContent: address })].filter(Boolean));
}

/** What the panel prints in the place of all that it shows, once it is known. */
async function layOnSheet(paper, store, base, row) {
  const { recordSheet } = await import("./record-sheet.js"); // a list alone needs none
  paper.replaceChildren(...(await recordSheet(store, base, row)));
  paper.parentElement.classList.add("sk-on-sheet");
}

export function recordPanel(store, base, row, { onClose, onStep, before, after, copyLink }) {
  const number = store.number(row);
  const heading = make("h2", { id: "sk-record-title", tabIndex: -1, textContent: number });
  const step = (text, to) => {
    const element = button(text, () => onStep(to));
    element.disabled = !to;
    return element;
  };
  const picture = make("div");
  chain(store, base, row).then((parts) => picture.replaceChildren(...parts)).catch(console.error); // the rest reads without it
  const { correction } = store.index;
  const paper = make("div", { className: "sk-handed-box" });
  const code = make("div", { className: "sk-record-code" });
  const made = asMadeOn(store, row);
  const isLaidOut = made.index.sheet && revisionOf(store, row) === made.index.form.revision;
  (isLaidOut ? layOnSheet(paper, made, base, row) : drawCode(code, store, base, row)).catch(console.error); // the page prints as it is shown then
  return make("section", { className: row.withdrawn ? "sk-record sk-withdrawn" : "sk-record", attributes: { "aria-labelledby": heading.id } },
    make("div", { className: "sk-record-head" },
      make("div", {}, make("span", { className: "sk-record-firm", textContent: `${store.index.organization}　${store.index.form.id}${say(" 版本 ")}${revisionOf(store, row)}` }),
        make("span", { className: "sk-empty", textContent: made.index.title }), heading),
      make("div", { className: "sk-buttons" },
        step(say("上一条"), before), step(say("下一条"), after),
        button(say("续填"), () => handOver("continue", store, base, row)),
        button(say("照此再填一条"), () => handOver("copy", store, base, row)),
        correction ? make("a", { className: "sk-button", href: new URL(correction + encodeURIComponent(number), base).href, textContent: say("更正") }) : null,
        button(say("复制链接"), () => copyLink(`${location.href.split(/[?#]/)[0]}#${encodeURIComponent(number)}`)),
        button(say("打印"), () => print()), button(say("关闭"), onClose))),
    withdrawal(store, base, row), ...sheet(made, base, row),
    ...papers(store, base, row), ...breaches(store, base, row), ...followUps(store, base, row), picture,
    make("h3", { textContent: say("依据与归档") }), basis(store, base, row),
    make("h3", { textContent: say("指向本条的记录") }), incoming(store, base, row), code, paper);
}
