/* The search, on its page and in a dialog: what is typed, what it finds, and what to do where it finds nothing.
   A classic script, so that it also runs from a file; `portal.js` loads it with the index. */
(() => {
  "use strict";
  const say = globalThis.shoukongSay; // of portal.js, which loads this script
  const { places } = globalThis.shoukongQuery;
  const PAGE = 10, SPAN = 96, BEFORE = 24, PAUSE = 150;
  const RECENT = "shoukong.searches", MOST_RECENT = 8;
  const KINDS = {
    clause: say("条款"), row: say("条款"), document: say("文件"), form: say("表单"), register: say("登记册"), record: say("记录"),
    rule: say("规则"), duty: say("定期义务"), indicator: say("指标"), item: say("要求"), page: say("指南"), department: say("部门"), post: say("岗位"),
  };
  let engine; // one for the page, made when it is first asked

  function make(tag, properties = {}, ...children) {
    const { attributes, ...plain } = properties;
    const element = Object.assign(document.createElement(tag), plain);
    for (const [name, value] of Object.entries(attributes || {})) element.setAttribute(name, value);
    element.append(...children.filter((child) => child !== null && child !== undefined && child !== ""));
    return element;
  }

  function today() {
    const now = new Date();
    return [now.getFullYear(), now.getMonth() + 1, now.getDate()].map((n) => String(n).padStart(2, "0")).join("-");
  }

  /* What was looked for last, kept on this device alone. */
  const recent = {
    all() { try { return JSON.parse(localStorage.getItem(RECENT)) || []; } catch { return []; } },
    keep(list) { try { localStorage.setItem(RECENT, JSON.stringify(list.slice(0, MOST_RECENT))); } catch { /* private windows may refuse */ } },
    add(query) { if (query.length > 1) this.keep([query, ...this.all().filter((each) => each !== query)]); },
  };

  const kindOf = (entry) => (entry.kind === "block" ? entry.block : entry.kind);

  /** The state of an entry that does not apply; empty where it does. */
  function stateOf(entry) {
    if (entry.isOld) return entry.state;
    const [, state, name] = entry.days?.findLast(([from]) => from <= today()) || [];
    return state && state !== "in-force" && state !== "review-overdue" ? name : "";
  }

  /* A page by its folder, which a browser does not open from a file. */
  function addressOf(url, base) {
    const place = new URL(url, base);
    if (location.protocol === "file:" && place.pathname.endsWith("/")) place.pathname += "index.html";
    return place.href;
  }

  /** A stretch of prose around the first mark, with every mark shown. */
  function excerpt(text, marks) {
    const clean = (text || "").replace(/\s+/g, " ").trim();
    const found = places(clean, marks, engine.plain);
    const start = Math.max(0, (found[0]?.[0] ?? 0) - BEFORE);
    return marked(clean, found, start, start + SPAN);
  }

  function marked(text, found, start, end) {
    const box = document.createDocumentFragment();
    let at = start;
    if (start > 0) box.append("…");
    for (const [from, to] of found.filter(([from, to]) => from >= start && to <= end)) {
      box.append(text.slice(at, from), make("mark", { textContent: text.slice(from, to) }));
      at = to;
    }
    box.append(text.slice(at, Math.max(at, end)), end < text.length ? "…" : "");
    return box;
  }

  const whole = (text, marks) => marked(text, places(text, marks, engine.plain), 0, text.length);

  function numberOf(entry) {
    if (entry.kind !== "clause" && entry.kind !== "row") return entry.number;
    return `${entry.id} ${entry.name || entry.number}`;
  }

  /** A result: its kind and number, its title, a line of prose, the document in which it stands. */
  function hitOf({ entry, rows = [] }, marks, base) {
    const titles = entry.above?.filter((title) => title && title !== entry.title) || [];
    const title = entry.title || (entry.kind === "clause" ? titles.at(-1) : "") || entry.number;
    const words = entry.prose ?? (entry.kind === "clause" ? "" : entry.text || entry.path);
    const state = stateOf(entry);
    const context = entry.document ? entry.document.title : entry.path && entry.path !== title ? entry.path : "";
    const link = make("a", { className: "sk-hit", href: addressOf(entry.url, base) },
      make("small", { textContent: KINDS[kindOf(entry)] }),
      state ? make("em", { className: "sk-hit-state", textContent: state }) : null,
      numberOf(entry) ? make("code", {}, whole(numberOf(entry), marks)) : null,
      make("b", {}, whole(title, marks)),
      entry.kind !== "document" && context ? make("i", { textContent: context }) : null,
      words ? make("span", {}, excerpt(words, marks)) : null);
    return make("li", {}, link, ...rows.map((row) => rowOf(row, marks, base)));
  }

  function rowOf(row, marks, base) {
    return make("a", { className: "sk-hit sk-part", href: addressOf(row.url, base) }, make("b", {}, whole(row.title, marks)), make("span", {}, excerpt(row.prose, marks)));
  }

  function recordHit({ url, title, says, kind = "record", name = "" }, base) {
    return make("li", {}, make("a", { className: "sk-hit", href: addressOf(url, base) },
      make("small", { textContent: KINDS[kind] || kind }), make("b", { textContent: title }), name ? make("i", { textContent: name }) : null, make("span", { textContent: says })));
  }

  /** Where a record's number leads, or part of one, or the name of who or what is recorded. */
  function recordsOf(query) {
    const spelled = engine.records(query).flatMap(({ form, number }) => [
      ...(form.dossier ? [{ url: `${form.table}/${encodeURIComponent(number)}/`, title: `${form.dossier} ${number}`, says: say("打开这份档案") }] : []),
      { url: `registers/${form.table}/#${encodeURIComponent(number)}`, title: `${form.title} ${number}`, says: say("打开这条记录") },
    ]);
    if (spelled.length) return spelled;
    const begun = engine.begun(query).map((form) => ({ kind: "register", url: `registers/${form.table}/?q=${encodeURIComponent(query.trim())}`, title: form.title, says: say("在这本登记册中查找“{query}”", { query: query.trim() }) }));
    const named = engine.names(query, globalThis.shoukongNames || []).map(({ form, number, name, of, beyond }) => ({
      beyond,
      url: form.dossier ? `${form.table}/${encodeURIComponent(number)}/` : `registers/${form.table}/#${encodeURIComponent(number)}`,
      title: `${form.dossier || form.title} ${number}`, name, says: of > 8 ? say("《{title}》中共有 {n} 条", { title: form.title, n: of }) : say("打开这条记录"),
    }));
    return [...named, ...begun];
  }

  /** Where the id of an entry leads, which people were told when they filled it in. */
  async function entryOf(query, base) {
    const id = query.normalize("NFKC").trim().toUpperCase();
    if (!/^\d{6}-[0-9A-Z]{4,}$/.test(id) || location.protocol === "file:") return [];
    try {
      const response = await fetch(new URL(`data/entries/${id.slice(0, 4)}.json`, base));
      const [table, number] = (response.ok && (await response.json())[id]) || [];
      return table ? [{ url: `registers/${table}/#${encodeURIComponent(number)}`, title: number, says: say("填报号 {id} 的记录", { id }) }] : [];
    } catch {
      return [];
    }
  }

  /** The search in a box; on its own page the query is kept in the address (`?q=`). */
  class SearchBox {
    constructor(box, { base, loadScript, department, inPage }) {
      Object.assign(this, { box, base, department, inPage, kind: "", run: 0, shown: null });
      engine ??= globalThis.shoukongSearch(globalThis.shoukongIndex);
      this.input = make("input", { type: "search", className: "sk-input", id: inPage ? "sk-query" : "sk-query-dialog", name: "q", autocomplete: "off", enterKeyHint: "search", placeholder: say("词语、问题或编号"), spellcheck: false });
      this.state = make("p", { className: "sk-state", attributes: { role: "status" } });
      this.hints = make("div", { className: "sk-hints", attributes: { role: "group", "aria-label": say("建议") } });
      this.kinds = make("div", { className: "sk-kinds", attributes: { role: "group", "aria-label": say("只看一类") } });
      this.direct = make("ul", { className: "sk-results" });
      this.list = make("ol", { className: "sk-results" });
      this.more = make("button", { type: "button", className: "sk-button sk-more", textContent: say("更多结果"), hidden: true });
      const label = make("label", { className: "sk-hidden", htmlFor: this.input.id, textContent: say("检索词语、问题或编号") });
      this.form = make("form", { className: "sk-search-box", action: new URL("search/", base).pathname, attributes: { role: "search" } }, label, this.input, make("button", { className: "sk-button sk-button--primary", textContent: say("检索") }));
      box.append(this.form, this.hints, this.kinds, this.state, this.direct, this.list, this.more);
      this.listen();
      if (inPage) this.input.value = new URLSearchParams(location.search).get("q") || "";
      this.search();
      this.input.focus();
      setTimeout(() => engine.questions); // made ready while the reader types
      loadScript(new URL("data/search-names.js", base)).then(() => this.words() && this.search(), () => {});
    }

    words() {
      return this.input.value.trim();
    }

    listen() {
      let timer, composing = false;
      const later = () => {
        clearTimeout(timer);
        if (!composing) timer = setTimeout(() => this.search(), PAUSE);
      };
      this.input.addEventListener("compositionstart", () => { composing = true; });
      this.input.addEventListener("compositionend", () => { composing = false; later(); });
      this.input.addEventListener("input", (event) => { if (!event.isComposing) later(); });
      this.form.addEventListener("submit", (event) => {
        event.preventDefault();
        clearTimeout(timer);
        this.submit();
      });
      this.box.addEventListener("keydown", (event) => this.move(event));
      this.box.addEventListener("click", (event) => { if (event.target.closest(".sk-hit")) recent.add(this.words()); });
    }

    /* Enter searches at once; where what was typed is answered already, it opens the first result. */
    submit() {
      if (this.shown !== this.words()) return this.search();
      const first = this.box.querySelector(".sk-hit");
      if (first && this.words()) first.click();
    }

    move(event) {
      if (event.isComposing || !["ArrowDown", "ArrowUp"].includes(event.key)) return;
      const stops = [this.input, ...this.box.querySelectorAll(".sk-hit")];
      const next = stops[stops.indexOf(document.activeElement) + (event.key === "ArrowDown" ? 1 : -1)];
      if (!next) return;
      event.preventDefault();
      next.focus();
    }

    ask(query) {
      this.input.value = query;
      this.input.focus();
      this.search();
    }

    async search() {
      const query = this.words(), mine = ++this.run;
      if (this.inPage) history.replaceState(null, "", query ? `?q=${encodeURIComponent(query)}` : location.pathname);
      if (!query) return this.start();
      const found = engine.find(query, today(), this.department);
      const records = [...(await entryOf(query, this.base)), ...recordsOf(query)];
      if (records.length && found.unknown.length) Object.assign(found, { results: found.results.filter((result) => result.isExact), unknown: [] });
      if (mine !== this.run) return;
      this.shown = query;
      this.hint(engine.suggest(query), "");
      this.direct.replaceChildren(...records.map((record) => recordHit(record, this.base)));
      this.show(found, query, records.reduce((sum, { beyond }) => sum + 1 + (beyond || 0), 0));
    }

    /* Before anything is typed: what was looked for last. */
    start() {
      this.shown = "";
      for (const part of [this.kinds, this.direct, this.list]) part.replaceChildren();
      this.more.hidden = true;
      this.state.textContent = say("输入词语、一句话的问题或编号。");
      const last = recent.all();
      this.hint(last, last.length ? say("最近的检索") : "");
      if (!last.length) return;
      const clear = make("button", { type: "button", className: "sk-clear", textContent: say("清除") });
      clear.addEventListener("click", () => { recent.keep([]); this.start(); this.input.focus(); });
      this.hints.append(clear);
    }

    hint(words, title) {
      this.hints.replaceChildren(...(title ? [make("span", { textContent: title })] : []), ...words.map((word) => this.choice(word)));
    }

    choice(word) {
      const button = make("button", { type: "button", textContent: word });
      button.addEventListener("click", () => this.ask(word));
      return button;
    }

    show(found, query, records) {
      const kindsOf = found.results.map((result) => KINDS[kindOf(result.entry)]);
      const names = [...new Set(kindsOf)];
      if (!names.includes(this.kind)) this.kind = "";
      this.kinds.replaceChildren(...(names.length > 1 ? ["", ...names] : []).map((name) => {
        const count = name ? kindsOf.filter((kind) => kind === name).length : kindsOf.length;
        const button = make("button", { type: "button", textContent: `${name || say("全部")} ${count}`, ariaPressed: String(name === this.kind) });
        button.addEventListener("click", () => { this.kind = name; this.show(found, query, records); });
        return button;
      }));
      this.tell(found, query, records);
      this.fill(this.kind ? found.results.filter((_, i) => kindsOf[i] === this.kind) : found.results, found.marks);
    }

    tell({ results, plain, unknown, words }, query, records) {
      const total = results.length + records;
      const simple = plain ? say("按简体“{plain}”检索。", { plain }) : "";
      if (!total) return this.nothing(query, simple, [...words, ...unknown]);
      const left = unknown.length ? say("没有含有“{words}”的。", { words: unknown.join(" ") }) : "";
      this.state.textContent = `${simple}${say("找到 {n} 处。", { n: total })}${left}`;
    }

    /* What was understood, words that are near, where all documents are listed, whom to ask. */
    nothing(query, simple, understood) {
      const { ask, departments } = globalThis.shoukongIndex;
      this.state.textContent = `${simple}${say("没有找到“{query}”。", { query })}`;
      const near = engine.near(query);
      const words = near.map((word) => this.choice(word));
      const who = ask || departments.map(([name]) => name).join(say("、"));
      this.direct.replaceChildren(make("li", { className: "sk-none" },
        understood.length ? make("p", { textContent: say("按这些词查找：{words}", { words: understood.join(say("、")) }) }) : null,
        near.length ? make("p", {}, make("span", { textContent: say("相近的词：") }), ...words) : null,
        make("p", {}, make("a", { href: addressOf("documents/", this.base), textContent: say("全部受控文件") }), " · ", make("a", { href: addressOf("forms/", this.base), textContent: say("全部表单") })),
        who ? make("p", { textContent: say("还是找不到，可以问：{who}", { who }) }) : null));
    }

    fill(results, marks) {
      let at = 0;
      this.list.replaceChildren();
      const extend = () => {
        this.list.append(...results.slice(at, at + PAGE).map((result) => hitOf(result, marks, this.base)));
        at += PAGE;
        this.more.hidden = at >= results.length;
      };
      this.more.onclick = extend;
      extend();
    }
  }

  globalThis.shoukongMountSearch = (box, options) => new SearchBox(box, options);
})();
