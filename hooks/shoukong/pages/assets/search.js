/* The search, on its page and in a dialog: Pagefind's index, our own fields and results. */

import { folded, isParted, places, simplified, spelled, tidied } from "./query.js";

const say = globalThis.shoukongSay; // of portal.js, which loads this module
const PAGE = 10;
const PARTS = 3;
const HEAD = 60; // characters of a page that hold its title and number
const LOADED = 60;
const BREAK = /\u200b/g;
const CLAUSE = /^c[\dA-Z]/;

let library; // one promise for the page, as is the next
let numbering;

function pagefind(base) {
  library ??= import(new URL("pagefind/pagefind.js", base)).then(async (engine) => {
    await engine.options({ excerptLength: 40 });
    await engine.init();
    return engine;
  });
  library.catch(() => { library = undefined; });
  return library;
}

function make(tag, properties = {}, ...children) {
  const { attributes, ...plain } = properties;
  const element = Object.assign(document.createElement(tag), plain);
  for (const [name, value] of Object.entries(attributes || {})) element.setAttribute(name, value);
  element.append(...children);
  return element;
}

/** The words of a Chinese query, as a reader would part them; a document number stays whole. */
export function segments(query) {
  const parts = query.split(/\s+/).filter(Boolean);
  if (!("Segmenter" in Intl)) return parts;
  const segmenter = new Intl.Segmenter("zh", { granularity: "word" });
  return parts.flatMap((part) => (/^[\x21-\x7e]+$/.test(part) ? [part] : [...segmenter.segment(part)].filter((s) => s.isWordLike).map((s) => s.segment)));
}

/** Results for the whole query; where there are none, for its words together; where there are none, for any of them. */
async function find(engine, query) {
  const whole = await engine.search(query);
  if (whole.results.length) return { results: whole.results, note: "" };
  const words = [...new Set(segments(query))];
  if (words.length > 1) {
    const together = await engine.search(words.join(" "));
    if (together.results.length) return { results: together.results, note: say("没有整句的结果，以下含有“{words}”。", { words: words.join("”“") }) };
    const seen = new Map();
    for (const word of words.filter((w) => w.length > 1)) {
      for (const result of (await engine.search(word)).results) {
        const known = seen.get(result.id) || { result, words: 0, score: 0 };
        seen.set(result.id, { result, words: known.words + 1, score: known.score + result.score });
      }
    }
    const ranked = [...seen.values()].sort((a, b) => b.words - a.words || b.score - a.score).map((entry) => entry.result);
    return { results: ranked, note: ranked.length ? say("没有同时含有全部词语的结果，以下含有其中一部分。") : "" };
  }
  return { results: [], note: "" };
}

/** Where the id of an entry leads, which people were told when they filled it in. */
async function entryLinks(base, query) {
  const id = query.normalize("NFKC").trim().toUpperCase();
  if (!/^\d{6}-[0-9A-Z]{4,}$/.test(id)) return [];
  try {
    const response = await fetch(new URL(`data/entries/${id.slice(0, 4)}.json`, base));
    const [table, number] = (response.ok && (await response.json())[id]) || [];
    if (!table) return [];
    return [{ url: new URL(`registers/${table}/#${number}`, base).href, title: number, says: say("填报号 {id} 的记录", { id }), kind: say("记录") }];
  } catch {
    return [];
  }
}

/** Where a record's number leads: tables with the pattern of their numbers, if the site lists them. */
async function recordLinks(base, query) {
  if (!/\d/.test(query.normalize("NFKC"))) return [];
  try {
    numbering ??= fetch(new URL("data/registers/index.json", base)).then((response) => (response.ok ? response.json() : []));
    const loose = (await numbering).map((table) => ({ ...table, number: spelled(query, table.pattern) })).filter((table) => table.number);
    const parted = loose.filter(({ number }) => isParted(query, number));
    return (parted.length ? parted : loose).flatMap(({ table, title, dossier, number }) => [
      ...(dossier ? [{ url: new URL(`${table}/${encodeURIComponent(number)}/`, base).href, title: `${dossier} ${number}`, says: say("打开这份档案"), kind: say("档案") }] : []),
      { url: new URL(`registers/${table}/#${number}`, base).href, title: `${title} ${number}`, says: say("打开这条记录"), kind: say("记录") },
    ]);
  } catch {
    return [];
  }
}

/** Pages that hold the query letter by letter first, before all where it stands in the head; then by how many words they hold.
    Pagefind also offers words that only begin alike: pages with none of the words are left out. */
function ranked(pages, query, terms) {
  const wanted = folded(query);
  const words = terms.map(folded);
  const rated = pages.map((page, i) => {
    const text = folded(`${page.meta.title || ""}${page.content}`);
    const whole = text.slice(0, HEAD).includes(wanted) ? 2 : text.includes(wanted) ? 1 : 0;
    return { page, i, whole, words: words.filter((word) => text.includes(word)).length };
  });
  const kept = rated.filter((entry) => entry.words).sort((a, b) => b.whole - a.whole || b.words - a.words || a.i - b.i);
  return { pages: kept.map((entry) => entry.page), isWhole: Boolean(kept[0]?.whole) };
}

/** What a query finds as it is written: its pages in order, its terms, and what to say of them. */
async function look(engine, query) {
  const { results, note } = await find(engine, query);
  const first = await Promise.all(results.slice(0, LOADED).map((result) => result.data()));
  const terms = termsOf(query);
  const { pages, isWhole } = ranked(first, query, terms);
  const said = note || (pages.length && !isWhole ? say("没有整句的结果，以下含有其中的词语。") : "");
  return { pages, terms, isWhole, note: said, total: pages.length + Math.max(0, results.length - LOADED) };
}

/** What a query finds; where no page holds the whole of it, what it finds in simplified signs. */
async function answer(engine, query, base) {
  const asked = await tidied(query, base);
  const found = await look(engine, asked);
  const plain = found.isWhole ? asked : await simplified(asked, base);
  if (plain === asked) return found;
  const other = await look(engine, plain);
  return other.pages.length ? { ...other, note: `${say("按简体“{plain}”检索。", { plain })}${other.note}` } : found;
}

/** What is looked for and marked: the query, and its words of more than one character. */
function termsOf(query) {
  const words = [...new Set([query, ...segments(query)])];
  return words.filter((word) => folded(word) && (word.length > 1 || word === query));
}

/** The clauses and headings of a page with hits, list items too, with an excerpt; those that hold the whole query first. */
function partsOf(page, terms) {
  const anchors = (page.anchors || []).filter((a) => /^h[2-6]$/i.test(a.element) || CLAUSE.test(a.id)).sort((a, b) => a.location - b.location);
  const words = wordsOf(page);
  const found = anchors.flatMap((anchor, i) => {
    const { title, rest } = headOf(anchor, words.slice(anchor.location, anchors[i + 1]?.location).join(""), page.meta[anchor.id]);
    const text = folded(`${title} ${rest}`);
    const hits = terms.map((term) => text.includes(folded(term)));
    if (!hits.includes(true)) return [];
    const weight = (hits[0] ? 100 : 0) + hits.filter(Boolean).length;
    return [{ url: `${page.url.split("#")[0]}#${anchor.id}`, title, excerpt: highlighted(rest, terms), weight, i }];
  });
  return found.sort((a, b) => b.weight - a.weight || a.i - b.i).slice(0, PARTS);
}

/** The words that Pagefind counts places by; Chinese ones are parted by zero-width spaces. */
function wordsOf({ raw_content: raw, content }) {
  return raw?.includes("\u200b") ? raw.split("\u200b") : content.split(/\s+/).map((word) => `${word} `);
}

/** A clause's title, and its text without it. */
function headOf(anchor, text, name) {
  const clean = text.replace(/\s+/g, " ").trim();
  const number = anchor.id.slice(1);
  const title = !CLAUSE.test(anchor.id) || (/^h\d$/i.test(anchor.element) && anchor.text) ? anchor.text.replace(BREAK, "").trim() : name || say("第 {number} 条", { number });
  // The text of 第三条（一） begins with （一）.
  const ends = name === title ? [...name].map((_, i, signs) => signs.slice(i).join("")) : [];
  const lead = [title, number, ...ends].find((start) => clean.startsWith(start));
  return { title, rest: lead ? clean.slice(lead.length).replace(/^[.\u3001\s]+/, "") : clean };
}

/** A stretch of text around the first hit, with every hit marked. */
function highlighted(text, terms, span = 90) {
  const clean = text.replace(BREAK, "").replace(/\s+/g, " ").trim();
  const found = places(clean, terms);
  const first = Math.max(0, (found[0]?.[0] ?? 0) - 24);
  const last = first + span;
  const box = document.createDocumentFragment();
  let at = first;
  if (first > 0) box.append("…");
  for (const [from, to] of found.filter(([, to]) => to <= last)) {
    box.append(clean.slice(at, from), make("mark", { textContent: clean.slice(from, to) }));
    at = to;
  }
  box.append(clean.slice(at, Math.max(at, last)), last < clean.length ? "…" : "");
  return box;
}

function hit(url, title, excerpt, { kind = "", className = "" } = {}) {
  const link = make("a", { className: `sk-hit ${className}`, href: url });
  if (kind) link.append(make("small", { textContent: kind }));
  link.append(make("b", { textContent: title }), make("span", {}, excerpt));
  return link;
}

function entry(page, terms) {
  const parts = partsOf(page, terms);
  const summary = parts.length ? "" : highlighted(wordsOf(page).join(""), terms);
  const title = (page.meta.title || page.url).replace(BREAK, "").trim();
  const item = make("li", {}, hit(page.url, title, summary, { kind: page.meta.kind }));
  for (const part of parts) item.append(hit(part.url, part.title, part.excerpt, { className: "sk-part" }));
  return item;
}

const MISSING = say("检索索引没有载入。请用 make site 重新生成网站，并通过网站服务器（make serve）打开；直接从文件打开时浏览器不允许检索。");
const PROMPT = say("输入词语、条款中的一句话或编号。");

/** Draw the search into a box; on its own page the query is kept in the address (`?q=`). */
export function mountSearch(box, { base, inPage }) {
  const input = make("input", { type: "search", className: "sk-input", id: inPage ? "sk-query" : "sk-query-dialog", name: "q", autocomplete: "off", enterKeyHint: "search", placeholder: say("词语、条款或编号"), spellcheck: false });
  const label = make("label", { className: "sk-hidden", htmlFor: input.id, textContent: say("检索词语或编号") });
  const state = make("p", { className: "sk-state", role: "status" });
  const kinds = make("div", { className: "sk-kinds", role: "group", ariaLabel: say("只看一类") });
  const direct = make("ul", { className: "sk-results" });
  const list = make("ol", { className: "sk-results" });
  const more = make("button", { type: "button", className: "sk-button sk-more", textContent: say("更多结果"), hidden: true });
  const form = make("form", { className: "sk-search-box", role: "search", action: new URL("search/", base).pathname }, label, input, make("button", { className: "sk-button sk-button--primary", textContent: say("检索") }));
  box.append(form, kinds, state, direct, list, more);

  let run = 0;
  let composing = false;
  let timer;
  let kind = "";
  const words = () => input.value.trim();

  async function search() {
    const query = words();
    const mine = ++run;
    direct.replaceChildren();
    if (inPage) history.replaceState(null, "", query ? `?q=${encodeURIComponent(query)}` : location.pathname);
    if (!query) return showKinds([], "", PROMPT, 0, []);
    state.textContent = say("正在检索……");
    let engine;
    try {
      engine = await pagefind(base);
    } catch (error) {
      console.error(error);
      state.textContent = MISSING;
      return;
    }
    const [{ pages, note, total, terms }, ...found] = await Promise.all([answer(engine, query, base), entryLinks(base, query), recordLinks(base, query)]);
    const records = found.flat();
    if (mine !== run) return;
    direct.replaceChildren(...records.map(({ url, title, says, kind }) => make("li", {}, hit(url, title, says, { kind }))));
    showKinds(pages, query, note, total, terms);
  }

  function showKinds(pages, query, note, total, terms) {
    const names = [...new Set(pages.map((page) => page.meta.kind).filter(Boolean))];
    if (!names.includes(kind)) kind = "";
    const choices = names.length > 1 ? ["", ...names] : [];
    kinds.replaceChildren(...choices.map((name) => {
      const count = name ? pages.filter((page) => page.meta.kind === name).length : pages.length;
      const button = make("button", { type: "button", textContent: `${name || say("全部")} ${count}`, ariaPressed: String(name === kind) });
      button.addEventListener("click", () => { kind = name; showKinds(pages, query, note, total, terms); });
      return button;
    }));
    const shown = kind ? pages.filter((page) => page.meta.kind === kind) : pages;
    const beyond = total > pages.length ? say("，列出前 {n} 页", { n: pages.length }) : "";
    state.textContent = query ? (total ? say("{note}找到 {n} 页{beyond}。", { n: total, note, beyond }) : (direct.children.length ? "" : say("没有找到“{query}”。请换一个说法，或减少词语。", { query }))) : note;
    let at = 0;
    list.replaceChildren();
    const extend = () => {
      list.append(...shown.slice(at, at + PAGE).map((page) => entry(page, terms)));
      at += PAGE;
      more.hidden = at >= shown.length;
    };
    more.onclick = extend;
    extend();
  }

  const later = () => {
    clearTimeout(timer);
    if (!composing) timer = setTimeout(search, 180);
  };
  input.addEventListener("compositionstart", () => { composing = true; });
  input.addEventListener("compositionend", () => { composing = false; later(); });
  input.addEventListener("input", (event) => { if (!event.isComposing) later(); });
  form.addEventListener("submit", (event) => { event.preventDefault(); clearTimeout(timer); search(); });
  box.addEventListener("keydown", (event) => {
    if (event.isComposing || !["ArrowDown", "ArrowUp"].includes(event.key)) return;
    const stops = [input, ...box.querySelectorAll(".sk-hit")];
    const next = stops[stops.indexOf(document.activeElement) + (event.key === "ArrowDown" ? 1 : -1)];
    if (!next) return;
    event.preventDefault();
    next.focus();
  });

  input.value = inPage ? new URLSearchParams(location.search).get("q") || "" : "";
  pagefind(base).catch(() => { state.textContent = MISSING; });
  if (words()) search();
  else state.textContent = PROMPT;
  input.focus();
}
