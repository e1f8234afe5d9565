/* Every page: status by the reader's clock, table filters, tables on phones, links of clauses, shortcuts.
   A classic script, so that it also runs where modules may not (file:); registers and search load on demand. */
(() => {
  "use strict";
  const here = document.currentScript.src;
  const base = new URL("../", here);
  const SHORTCUTS_OFF = "shoukong.shortcuts.off";
  const all = (selector, root = document) => [...root.querySelectorAll(selector)];
  // Opened from a file that is no offline copy, a page can neither fetch nor import.
  const isBare = location.protocol === "file:" && !globalThis.shoukongHold;
  const placeOf = globalThis.shoukongPlace || ((address) => new URL(address, base).href);

  /* What people read stands here in Chinese; `words.js` of a portal in another language holds its words, those that
     tell a number `n` by the form that it takes. */
  function say(text, values = {}) {
    const forms = globalThis.shoukongWords?.[text] || [text];
    const isOne = forms.length > 1 && new Intl.PluralRules(document.documentElement.lang).select(values.n) === "one";
    return (isOne ? forms[0] : forms.at(-1)).replace(/\{(\w+)\}/g, (whole, name) => values[name] ?? whole);
  }
  globalThis.shoukongSay = say;

  function make(tag, properties = {}, ...children) {
    const { dataset, attributes, ...plain } = properties;
    const element = Object.assign(document.createElement(tag), plain);
    Object.assign(element.dataset, dataset);
    for (const [name, value] of Object.entries(attributes || {})) element.setAttribute(name, value);
    element.append(...children.filter((child) => child !== null && child !== undefined));
    return element;
  }

  function today() {
    const now = new Date();
    return [now.getFullYear(), now.getMonth() + 1, now.getDate()].map((n) => String(n).padStart(2, "0")).join("-");
  }

  function now() {
    return `${today()}T${new Date().toTimeString().slice(0, 5)}`;
  }

  /* Timelines: a page says what was so when it was built; whatever depends on the day carries its days in `data-days`,
     a list of [first day or minute, state, name], and is put right by the reader's clock. */
  function on(day, element, key = "days") {
    const states = JSON.parse(element.dataset[key]);
    return states.findLast(([from]) => from <= day) || states[0];
  }

  function refreshStates(day, moment = day) {
    for (const element of all("[data-days]")) {
      const [, state, name] = on(moment, element);
      const isBox = element.matches(".sk-revision, .sk-copy-page, .sk-recall");
      const changed = isBox || element.matches(".sk-status, .sk-verdict") ? state !== element.dataset.status : name !== element.textContent;
      if (!changed) continue;
      if (!isBox) element.title = say("网站生成时为“{before}”，{day} 为“{now}”", { before: element.textContent.trim(), day, now: name });
      element.dataset.status = state;
      if ("watermark" in element.dataset) element.dataset.watermark = name;
      if (!isBox) element.textContent = name;
    }
  }

  /* A revision as it stands in addresses: `A-0` for `A/0`. */
  function inPath(revision) {
    return revision.replace(/[^\p{L}\p{N}.]/gu, "-");
  }

  /* The page of a document shows the text in force when it was built; from the day of the next one it shows that. */
  async function showTextInForce(day) {
    const box = document.querySelector(".sk-current[data-revisions]");
    if (!box) return;
    const revision = on(day, box, "revisions")[2];
    const name = inPath(revision);
    if (name === box.dataset.shown) return;
    const address = new URL(`${name}/`, location.href.split("#")[0]);
    try {
      const answer = await fetch(address);
      if (!answer.ok) throw new Error(answer.status);
      const page = new DOMParser().parseFromString(await answer.text(), "text/html");
      const text = page.querySelector(".sk-revision");
      for (const [key, kind] of [["href", "a"], ["src", ""], ["poster", ""], ["data", "object"]]) {
        for (const part of all(`${kind}[${key}]`, text)) part.setAttribute(key, new URL(part.getAttribute(key), address).href);
      }
      for (const part of all("[srcset]", text)) {
        part.srcset = part.getAttribute("srcset").replace(/(^|,)\s*(\S+)/g, (_, mark, path) => `${mark} ${new URL(path, address).href}`);
      }
      const note = make("p", { className: "sk-notice", textContent: say("{revision} 已经实施，以下是今天有效的文本。", { revision }) });
      text.querySelector(".sk-control")?.before(note);
      Object.assign(text.dataset, { shown: name, days: box.dataset.days });
      box.replaceWith(text);
    } catch {
      box.prepend(make("p", { className: "sk-notice sk-notice--bad", role: "alert" }, say("下面的文本今天已不是现行版本，请看 "), make("a", { href: address.href, textContent: revision }), say("。")));
    }
  }

  /* The manual of any day. */
  function prepareManual() {
    const box = document.querySelector(".sk-manual");
    if (!box) return;
    const [input, told] = [box.querySelector("input"), box.querySelector("output")];
    const show = () => {
      const day = input.value;
      if (!day) return;
      told.textContent = say("以下为 {day} 有效的版本", { day });
      history.replaceState(null, "", `?day=${day}`);
      for (const link of all("[data-sk-manual]")) {
        const row = link.closest("tr");
        const [, , revision] = on(day, link, "skManual");
        const badge = row.querySelector(".sk-status");
        const [, state, name] = on(day, badge);
        const applies = state === "in-force" || state === "review-overdue";
        link.dataset.page ||= link.href;
        link.textContent = applies ? revision : "—";
        if (applies) link.href = new URL(`../${inPath(revision)}/`, link.dataset.page).href;
        else link.removeAttribute("href");
        Object.assign(badge, { textContent: name, title: "" });
        badge.dataset.status = state;
        row.classList.toggle("sk-faint", !applies);
      }
    };
    input.disabled = false;
    input.value = new URLSearchParams(location.search).get("day") || today();
    input.addEventListener("input", show);
    show();
  }

  /* Redlines: any two revisions. */
  function prepareCompare() {
    const box = document.querySelector(".sk-compare");
    if (!box) return;
    const [from, to] = all("select", box);
    const order = [...from.options].map((option) => option.value);
    const show = async () => {
      const pair = [from.value, to.value].sort((a, b) => order.indexOf(a) - order.indexOf(b));
      if (pair[0] === pair[1]) return;
      [from.value, to.value] = pair;
      const shown = document.querySelector(".sk-redline");
      try {
        const answer = await fetch(new URL(`${box.dataset.skFolder}${pair.join("_")}.html`, base));
        if (!answer.ok) throw new Error(answer.status);
        shown.replaceWith(new DOMParser().parseFromString(await answer.text(), "text/html").querySelector(".sk-redline"));
        history.replaceState(null, "", `#${pair.join("_")}`);
      } catch {
        trouble(shown, isBare ? say("网页直接从文件打开时不能换版本对照，请用 shoukong build --offline 生成离线副本。") : say("对照没有载入，请刷新页面。"));
      }
    };
    for (const select of [from, to]) {
      select.disabled = false;
      select.addEventListener("change", show);
    }
    const wanted = () => {
      const pair = location.hash.slice(1).split("_");
      if (pair.length !== 2 || !pair.every((name) => order.includes(name))) return;
      [from.value, to.value] = pair;
      show();
    };
    window.addEventListener("hashchange", wanted);
    wanted();
  }

  /* Duties: what is upcoming, open or overdue moves to its list on the reader's day, and is counted there. */
  const daysBetween = (from, to) => Math.round((Date.parse(to) - Date.parse(from)) / 86400000);

  /* How long is left, or how late it is: in minutes and hours where those count and less than a day is meant. */
  function ageOf({ opens, due, limit }, day, state) {
    const minutes = limit ? Math.ceil((Date.parse(limit) - Date.now()) / 60000) : Infinity;
    if (Math.abs(minutes) < 1440 && state !== "upcoming") return clockAge(minutes);
    const left = daysBetween(day, due);
    if (left === 0 && state === "missed") return say("逾期不到 1 天");
    if (left < 0) return say("逾期 {n} 天", { n: -left });
    if (opens > day) return say("{n} 天后开始", { n: daysBetween(day, opens) });
    return left ? say("还有 {n} 天", { n: left }) : say("今天到期");
  }

  function clockAge(minutes) {
    const n = Math.abs(minutes), hours = Math.floor(n / 60);
    if (minutes < 0) return hours ? say("逾期 {n} 小时", { n: hours }) : say("逾期 {n} 分钟", { n });
    return hours ? say("还有 {n} 小时", { n: hours }) : say("还有 {n} 分钟", { n });
  }

  /* What is counted down goes on while the page is open. */
  function keepTelling() {
    setInterval(() => {
      refreshStates(today(), now());
      for (const row of all("[data-sk-states] tbody tr")) row.querySelector(".sk-age").textContent = ageOf(row.dataset, today(), row.querySelector(".sk-status").dataset.status);
    }, 60000);
  }

  /* Breaches: for how many days the fact has stood. */
  function tellAges(day) {
    for (const age of all("[data-sk-since]")) age.textContent = Math.max(0, daysBetween(age.dataset.skSince, day));
  }

  function placeDuties(day) {
    const boxes = all("[data-sk-states]");
    const stateOf = (row) => row.querySelector(".sk-status").dataset.status;
    const rows = boxes.flatMap((box) => all("tbody tr", box)).sort((a, b) => a.dataset.due.localeCompare(b.dataset.due));
    for (const row of rows) {
      const box = boxes.find((one) => one.dataset.skStates.split(" ").includes(stateOf(row)));
      const isNear = box && daysBetween(day, row.dataset.due) <= Number(box.dataset.skAhead || Infinity);
      row.remove();
      if (!isNear) continue;
      row.hidden = false;
      row.querySelector(".sk-age").textContent = ageOf(row.dataset, day, stateOf(row));
      box.querySelector("tbody").append(row);
    }
    for (const box of boxes) {
      const isEmpty = !box.querySelector("tbody tr");
      box.querySelector("table").hidden = isEmpty;
      box.querySelector(".sk-none").hidden = !isEmpty;
      if (isEmpty) delete box.dataset.skFilter;
    }
    countDuties(rows.filter((row) => row.isConnected).map((row) => ({ state: stateOf(row), owner: row.dataset.owner, count: Number(row.dataset.count), late: daysBetween(row.dataset.due, day) })));
  }

  function countDuties(duties) {
    const sum = (found) => found.reduce((total, { count }) => total + count, 0);
    for (const place of all("[data-sk-count]")) {
      const owner = place.closest("[data-sk-owner]")?.dataset.skOwner;
      place.textContent = sum(duties.filter(({ state, owner: own }) => state === place.dataset.skCount && (!owner || own === owner)));
    }
    let least = 0;
    for (const place of all("[data-sk-most]")) {
      const most = Number(place.dataset.skMost || Infinity);
      place.textContent = sum(duties.filter(({ state, late }) => state === "missed" && late >= least && late <= most));
      least = most + 1;
    }
  }

  /* The calendar: today, one month at a time, turned by its arrows or the arrow keys; all months without scripts and on paper. */
  function prepareCalendar(day) {
    const box = document.querySelector(".sk-calendar");
    if (!box) return;
    const years = (box.dataset.skYears || "").split(" ");
    if (years.includes(day.slice(0, 4)) && !isBare) return location.replace(placeOf(new URL(`../${day.slice(0, 4)}/#m${day.slice(0, 7)}`, location.href)));
    for (const cell of all(`[data-day="${day}"]`, box)) cell.setAttribute("aria-current", "date");
    const months = all(".sk-month", box);
    const show = () => {
      const wanted = location.hash.slice(2, 9) || day.slice(0, 7);
      const shown = months.find((month) => month.dataset.month === wanted) || months[0];
      for (const month of months) month.classList.toggle("sk-away", month !== shown);
      for (const link of all(".sk-mini caption a", box)) link.toggleAttribute("aria-current", link.hash === `#${shown.id}`);
    };
    const follow = () => {
      const isWithin = /^#[md]\d{4}-/.test(location.hash);
      show();
      if (isWithin) document.querySelector(`[id="${location.hash.slice(1)}"]`)?.scrollIntoView({ block: "nearest" });
    };
    window.addEventListener("hashchange", follow);
    follow();
    window.addEventListener("keydown", (event) => {
      const turn = { ArrowLeft: "-1", ArrowRight: "1" }[event.key];
      if (!turn || event.ctrlKey || event.metaKey || event.altKey || event.shiftKey || isTyping(event.target)) return;
      const link = box.querySelector(`.sk-month:not(.sk-away) .sk-turn[data-turn="${turn}"]`);
      if (!link) return;
      location.href = link.href;
      show();
    });
  }

  function addAddressButtons() {
    for (const link of all("a[data-sk-copy]")) {
      const button = make("button", { type: "button", className: "sk-button", textContent: say("复制地址"), ariaLabel: say("复制地址 {address}", { address: link.textContent }) });
      button.addEventListener("click", () => copyLink(link.href));
      link.after(" ", button);
    }
  }

  /* A print is no controlled copy, and says so with its day; a controlled copy says what it is. */
  function stampPrints() {
    if (document.querySelector(".sk-copy-page, .sk-blank, .sk-sheet")) return;
    const stamp = make("p", { className: "sk-uncontrolled sk-printonly" });
    document.querySelector(".md-content__inner")?.prepend(stamp);
    const write = () => { stamp.textContent = say("非受控件　打印于 {day}　使用前请核对网站：{address}", { day: today(), address: location.href.split("#")[0] }); };
    write();
    window.addEventListener("beforeprint", write);
  }

  /* What is folded on the screen stands open on paper. */
  function openForPrint() {
    const folded = () => all("details:is(.sk-more, .sk-clause):not([open])");
    let opened = [];
    window.addEventListener("beforeprint", () => { for (const each of (opened = folded())) each.open = true; });
    window.addEventListener("afterprint", () => { for (const each of opened) each.open = false; });
  }

  /* Tables: labels for the card view on phones, roles that survive it, and a way in by keyboard. */
  function labelCells(table) {
    const titles = all("thead th", table).map((th) => th.textContent.trim());
    table.setAttribute("role", "table");
    for (const part of all("thead, tbody", table)) part.setAttribute("role", "rowgroup");
    for (const row of all("tr", table)) row.setAttribute("role", "row");
    for (const head of all("thead th", table)) head.setAttribute("role", "columnheader");
    for (const row of all("tbody tr", table)) {
      [...row.cells].forEach((cell, i) => {
        cell.setAttribute("role", "cell");
        cell.dataset.label = titles[i] || "";
        const content = make("span", { className: "sk-cell" });
        content.append(...cell.childNodes);
        cell.append(content);
      });
    }
  }

  /* A table of a text has no box of its own yet. */
  function boxTables() {
    for (const table of all(".md-content table:not([class])")) {
      if (table.closest(".sk-table, .sk-control, .sk-calendar, .sk-reading, .sk-sheet, .sk-chart")) continue;
      const whole = table.closest(".md-typeset__scrollwrap") || table;
      const box = make("div", { className: "sk-table sk-text-table" });
      whole.before(box);
      box.append(whole);
    }
  }

  /* On a phone a table is a card for each row; one within a text only where its columns find no room. */
  function prepareTables() {
    boxTables();
    const ofTexts = [];
    for (const box of all(".sk-table, .sk-control")) {
      const table = box.querySelector(".sk-table") ? null : box.querySelector("table");
      if (!table || table.querySelectorAll("thead th").length < (box.matches(".sk-text-table") ? 2 : 3)) continue;
      labelCells(table);
      if (box.matches(".sk-text-table")) ofTexts.push(box);
      else box.classList.add("sk-stack");
    }
    const scrolls = (box) => box.scrollWidth > box.clientWidth + 1 && getComputedStyle(box).overflowX !== "visible";
    const reachable = () => {
      for (const box of ofTexts) box.classList.remove("sk-stack");
      for (const box of ofTexts.filter(scrolls)) box.classList.add("sk-stack");
      for (const box of all(".sk-table, .sk-blank, .md-typeset__scrollwrap")) {
        if (!scrolls(box)) box.removeAttribute("tabindex");
        else if (box.classList.contains("sk-blank")) box.tabIndex = 0;
        else Object.assign(box, { tabIndex: 0, role: "group", ariaLabel: say("可左右滚动的表格") });
      }
    };
    reachable();
    new ResizeObserver(reachable).observe(document.body);
  }

  /* A filter field above a table: every word must occur in the row. */
  function addFilter(box) {
    const rows = all("tbody tr", box);
    const plain = (text) => text.normalize("NFKC").toLowerCase();
    const texts = rows.map((row) => plain(row.textContent));
    const prompt = box.dataset.skFilter || say("筛选");
    const input = make("input", { type: "search", className: "sk-input", placeholder: prompt, ariaLabel: prompt, autocomplete: "off" });
    const whole = () => say("共 {n} 行", { n: rows.length });
    const count = make("output", { textContent: whole() });
    const facets = facetsOf(box, rows);
    const only = onlyOf(box);
    const apply = () => {
      const words = plain(input.value).split(/\s+/).filter(Boolean);
      let shown = 0;
      rows.forEach((row, i) => {
        const fits = (!only?.checked || row.querySelector("[data-sk-marked]")) && facets.every(({ select, column }) => !select.value || cellText(row, column) === select.value);
        row.hidden = !fits || !words.every((word) => texts[i].includes(word));
        shown += row.hidden ? 0 : 1;
      });
      const some = say("{shown} / {n} 行", { shown, n: rows.length });
      count.textContent = shown === rows.length ? whole() : shown ? some : `${some}${say("，请换一个词")}`;
    };
    input.addEventListener("input", apply);
    for (const { select } of facets) select.addEventListener("change", apply);
    only?.addEventListener("change", () => { keepInAddress(only); apply(); });
    box.before(make("div", { className: "sk-filter" }, input, ...facets.map(({ select }) => select), ...(only ? [only.parentElement] : []), count));
    if (only?.checked) apply();
  }

  /* The kinds of records on a time line, each to be switched off and on. */
  function prepareTimelines() {
    for (const table of all(".sk-timeline")) {
      const rows = all("tbody tr", table);
      for (const kind of all(".sk-kinds-on [data-kind]", table.closest(".sk-related"))) {
        const box = make("input", { type: "checkbox", checked: true });
        box.addEventListener("change", () => {
          for (const row of rows) if (cellText(row, 1) === kind.dataset.kind) row.classList.toggle("sk-off", !box.checked);
        });
        kind.replaceWith(make("label", { className: "sk-facet" }, box, ` ${kind.textContent}`));
      }
      const section = table.closest(".sk-related");
      const print = make("button", { type: "button", className: "sk-button", textContent: say("打印时间线") });
      print.addEventListener("click", () => printAlone(section));
      section.querySelector(".sk-kinds-on").append(print);
    }
  }

  /* A part of a page that is left out of its print otherwise, by itself. */
  function printAlone(section) {
    const isLeftOut = section.classList.contains("sk-noprint");
    section.classList.remove("sk-noprint");
    document.documentElement.classList.add("sk-print-part");
    addEventListener("afterprint", () => {
      section.classList.toggle("sk-noprint", isLeftOut);
      document.documentElement.classList.remove("sk-print-part");
    }, { once: true });
    print();
  }

  const cellText = (row, column) => row.cells[column].textContent.trim();

  /* The one choice between all rows and those that are marked, which the address tells. */
  function onlyOf(box) {
    const text = box.dataset.skOnly;
    if (!text) return null;
    const input = make("input", { type: "checkbox", checked: new URLSearchParams(location.search).has("only") });
    make("label", { className: "sk-facet" }, input, ` ${text}`);
    return input;
  }

  function keepInAddress({ checked }) {
    const address = new URL(location.href);
    if (checked) address.searchParams.set("only", "1");
    else address.searchParams.delete("only");
    history.replaceState(null, "", address);
  }

  /* A choice for each column that `data-sk-facets` names, of the values that stand in it. */
  function facetsOf(box, rows) {
    const titles = all("thead th", box).map((th) => th.textContent.trim());
    return (box.dataset.skFacets || "").split(" ").filter((title) => titles.includes(title)).map((title) => {
      const column = titles.indexOf(title);
      const values = [...new Set(rows.map((row) => cellText(row, column)))].filter(Boolean).sort((a, b) => a.localeCompare(b, document.documentElement.lang));
      const select = make("select", { className: "sk-input", ariaLabel: title }, make("option", { value: "", textContent: say("{title}：全部", { title }) }));
      select.append(...values.map((value) => make("option", { value, textContent: value })));
      return { select, column };
    });
  }

  /* Copying the address of a clause. */
  async function copyText(text) {
    if (navigator.clipboard && window.isSecureContext) return navigator.clipboard.writeText(text);
    const area = make("textarea", { value: text, className: "sk-hidden" });
    document.body.append(area);
    area.select();
    const done = document.execCommand("copy");
    area.remove();
    if (!done) throw new Error("copy refused");
  }

  function toast(text) {
    const note = make("div", { className: "sk-toast", role: "status", textContent: text });
    document.body.append(note);
    setTimeout(() => note.remove(), 2200);
  }

  async function copyLink(address) {
    try {
      await copyText(address);
      toast(say("链接已复制"));
    } catch {
      prompt(say("请复制此链接："), address);
    }
  }

  function addCopyButtons() {
    const places = [...all(".md-content :is(h2, h3, h4)[id^='c']"), ...all(".md-content .sk-anchor[id^='c']:not(.sk-row)")];
    for (const place of places) {
      const number = place.id.slice(1);
      const { name } = place.dataset;
      const title = name ? say("复制{name}的链接", { name }) : say("复制第 {number} 条的链接", { number });
      const button = make("button", { type: "button", className: "sk-copy", textContent: "⧉", ariaLabel: title, title });
      button.addEventListener("click", () => copyLink(`${location.href.split("#")[0]}#${place.id}`));
      if (place.matches("h2, h3, h4")) place.append(button);
      else {
        const items = place.parentElement.querySelector(":scope > .sk-items");
        if (items) items.append(button);
        else lastInline(place).after(button);
      }
    }
  }

  /* The last inline node before a nested list. */
  function lastInline(anchor) {
    let node = anchor;
    while (node.nextSibling && !["UL", "OL", "P", "DIV", "TABLE"].includes(node.nextSibling.nodeName)) node = node.nextSibling;
    return node;
  }

  /* Dialogs: search and the list of shortcuts. */
  function openDialog(title, className = "") {
    const close = make("button", { type: "button", className: "sk-button", textContent: say("关闭") });
    const heading = make("h2", { id: "sk-dialog-title", textContent: title });
    const head = make("div", { className: "sk-dialog-head" }, heading, close);
    const dialog = make("dialog", { className: `sk-dialog ${className}`, attributes: { "aria-labelledby": heading.id } }, head);
    close.addEventListener("click", () => dialog.close());
    dialog.addEventListener("click", (event) => event.target === dialog && dialog.close());
    dialog.addEventListener("close", () => dialog.remove());
    document.body.append(dialog);
    dialog.showModal();
    return dialog;
  }

  async function openSearch() {
    if (document.querySelector("dialog[open]")) return;
    const onPage = document.querySelector(".sk-search input");
    if (onPage) return onPage.focus();
    try {
      await loadSearch();
      globalThis.shoukongMountSearch(openDialog(say("检索"), "sk-search-dialog"), { base, loadScript, inPage: false });
    } catch {
      location.href = placeOf("search/");
    }
  }

  /* The search and its index: once for a page, and only where somebody searches. */
  const SEARCH = ["query.js", "search-pieces.js", "search-entries.js", "search-worth.js", "search-rank.js", "../data/search.js", "search.js"];
  let searching;

  function loadSearch() {
    searching ??= SEARCH.reduce((before, file) => before.then(() => loadScript(new URL(file, here))), Promise.resolve());
    searching.catch(() => { searching = undefined; });
    return searching;
  }

  const SHORTCUTS = [
    [say("/ 或 Ctrl+K"), say("检索")],
    ["↑ ↓", say("在检索结果间移动")],
    [say("[ 和 ]"), say("登记册中的上一条、下一条记录")],
    [say("← 和 →"), say("日历的上一月、下一月")],
    [say("P 和 N"), say("上一页、下一页")],
    ["Esc", say("关闭对话框或打开的记录")],
    ["?", say("显示本表")],
  ];

  function openHelp() {
    if (document.querySelector("dialog[open]")) return;
    const rows = SHORTCUTS.map(([keys, what]) => make("tr", {}, make("th", { scope: "row" }, make("kbd", { textContent: keys })), make("td", { textContent: what })));
    const off = make("input", { type: "checkbox", checked: isOff() });
    off.addEventListener("change", () => remember(off.checked));
    const choice = make("p", {}, make("label", {}, off, say(" 停用单个字符的快捷键（Ctrl+K 和 Esc 仍可用）")));
    openDialog(say("快捷键")).append(make("table", {}, make("tbody", {}, ...rows)), choice);
  }

  function isOff() {
    try { return localStorage.getItem(SHORTCUTS_OFF) === "1"; } catch { return false; }
  }

  function remember(off) {
    try { localStorage.setItem(SHORTCUTS_OFF, off ? "1" : "0"); } catch { /* private windows may refuse */ }
  }

  const isTyping = (target) => target.isContentEditable || /^(INPUT|TEXTAREA|SELECT)$/.test(target.tagName);

  function onKey(event) {
    if ((event.ctrlKey || event.metaKey) && !event.altKey && event.key.toLowerCase() === "k") {
      event.preventDefault();
      return openSearch();
    }
    if (event.ctrlKey || event.metaKey || event.altKey || event.isComposing || isTyping(event.target)) return;
    if (isOff()) return event.key.length === 1 && event.key !== " " ? event.stopPropagation() : undefined;
    if (event.key === "/") { event.preventDefault(); event.stopPropagation(); openSearch(); }
    if (event.key === "?") { event.preventDefault(); openHelp(); }
    if (event.key === "[" || event.key === "]") document.dispatchEvent(new CustomEvent("sk-step", { detail: event.key === "[" ? -1 : 1 }));
  }

  /* The theme opens the menu on phones by a label; a button in its place can be reached by keyboard and is announced. */
  function openMenuByKeyboard() {
    const toggle = document.getElementById("__drawer");
    for (const label of all(".md-header label[for='__drawer']")) {
      const menu = make("button", { type: "button", className: `${label.className} sk-menu`, ariaLabel: say("打开或关闭目录") }, ...label.childNodes);
      const tell = () => { menu.ariaExpanded = String(toggle.checked); };
      toggle.addEventListener("change", tell);
      menu.addEventListener("click", () => toggle.click());
      tell();
      label.replaceWith(menu);
    }
    document.addEventListener("keydown", (event) => event.key === "Escape" && toggle?.checked && toggle.click());
  }

  /* What is to be changed, or is wrong, is asked for with the clause that the reader came to. */
  function nameClause() {
    for (const link of all(".sk-end a[data-sk-field]")) {
      const plain = link.href, field = link.protocol === "mailto:" ? "subject" : link.dataset.skField;
      link.addEventListener("click", () => {
        const clause = /^#c([\w.]+)$/.exec(location.hash)?.[1] || "";
        const told = (value) => encodeURIComponent(`${decodeURIComponent(value.replaceAll("+", " "))} ${clause}`.trim());
        link.href = plain.replace(new RegExp(`([?&]${field}=)([^&]*)`), (_, key, value) => key + told(value));
      });
    }
  }

  function addPrintButtons() {
    for (const link of all("a.sk-print, a.sk-print-blank")) {
      const button = make("button", { type: "button", className: `sk-button ${link.className.replace("md-button", "")}`, textContent: link.textContent });
      button.addEventListener("click", () => print());
      link.replaceWith(button);
    }
  }

  /* A classic script runs from a file too. */
  function loadScript(address) {
    return new Promise((resolve, reject) => {
      const script = make("script", { src: new URL(address, location.href.split("#")[0]).href });
      script.onload = resolve;
      script.onerror = () => reject(new Error(script.src));
      document.head.append(script);
    });
  }

  function trouble(box, text) {
    box.replaceChildren(make("div", { className: "sk-trouble", role: "alert", textContent: text }));
  }

  /* Figures of indicators: the rows behind them open in place; without scripts the link downloads them. */
  function prepareSources() {
    for (const link of all("a.sk-source")) {
      link.setAttribute("aria-expanded", "false");
      link.addEventListener("click", async (event) => {
        if (event.ctrlKey || event.metaKey || event.shiftKey || isBare) return;
        event.preventDefault();
        const { toggleSource } = await import(new URL("sources.js", here));
        const told = link.parentElement.querySelector(".sk-digest")?.title || "";
        await toggleSource(link, { base, told }).catch(() => location.assign(link.href));
      });
    }
  }

  /* How old what is shown is, where it may be old: in an offline copy, or without a network where it was kept. */
  function tellAgeOfSite() {
    const box = document.querySelector(".sk-built");
    if (!box) return;
    const { skBuilt: built, skOld: limit } = box.dataset;
    const isCopy = "skCopy" in box.dataset;
    const tell = () => {
      const n = daysBetween(built, today());
      const isOld = n > Number(limit);
      box.hidden = !isCopy && navigator.onLine;
      box.classList.toggle("sk-notice--bad", isOld);
      box.querySelector("span").textContent = [
        isCopy ? say("离线副本，{day} 生成。", { day: built }) : say("没有网络，这是 {day} 生成的页面。", { day: built }),
        n < 0 ? say("这台设备的日期是 {today}，早于生成的日期：请先校正。", { today: today() }) : "",
        n > 0 ? say("到今天已有 {n} 天。", { n }) : "",
        isOld ? say("文件和记录很可能已经变更，请换新的再用。") : "",
      ].join("");
    };
    for (const moment of ["online", "offline"]) window.addEventListener(moment, tell);
    tell();
  }

  /* Installed as an app, the site keeps what is read, and opens it again without a network. */
  async function keepWhatIsRead() {
    if (!navigator.serviceWorker || !matchMedia("(display-mode: standalone)").matches) return;
    await navigator.serviceWorker.register(new URL("sw.js", base));
    const { active } = await navigator.serviceWorker.ready;
    const tell = () => active.postMessage({ read: [base.href, location.href.split(/[?#]/)[0], ...performance.getEntriesByType("resource").map(({ name }) => name)] });
    if (document.readyState === "complete") tell();
    else window.addEventListener("load", tell);
    window.addEventListener("pagehide", tell);
  }

  /* The long text of a document is folded on a phone; where modules may not load, it stands open. */
  async function foldLongText() {
    const text = document.querySelector(".sk-revision");
    if (!text || isBare || matchMedia("(min-width: 45em)").matches) return;
    const { foldClauses } = await import(new URL("clauses.js", here));
    foldClauses(text);
  }

  async function start() {
    tellAgeOfSite();
    keepWhatIsRead().catch(() => { /* it still works with a network */ });
    await showTextInForce(today());
    refreshStates(today(), now());
    placeDuties(today());
    tellAges(today());
    if (document.querySelector("[data-sk-states]")) keepTelling();
    prepareCalendar(today());
    addAddressButtons();
    stampPrints();
    openForPrint();
    addPrintButtons();
    nameClause();
    prepareTables();
    all("[data-sk-filter]").forEach(addFilter);
    prepareTimelines();
    prepareManual();
    prepareCompare();
    prepareSources();
    addCopyButtons();
    await foldLongText();
    openMenuByKeyboard();
    window.addEventListener("keydown", onKey, true);
    for (const link of all(".sk-search-link")) {
      link.addEventListener("click", (event) => {
        if (event.ctrlKey || event.metaKey || event.shiftKey) return;
        event.preventDefault();
        openSearch();
      });
    }
    for (const form of all(".sk-mine")) {
      if (!globalThis.shoukongMine) await loadScript(new URL("mine.js", here));
      globalThis.shoukongMine(form);
    }
    const local = isBare ? say("网页直接从文件打开时，浏览器不允许读取数据。请用 shoukong build --offline 生成离线副本，或把 site 目录放到任意网站服务器上再打开。") : "";
    for (const box of all(".sk-register")) {
      try {
        const { showRegister } = await import(new URL("register.js", here));
        await showRegister(box, { base, copyLink });
      } catch (error) {
        console.error(error);
        trouble(box, local || say("登记册未能显示：脚本没有载入。请刷新页面；仍不行时请下载本册的 CSV。"));
      }
    }
    for (const box of all(".sk-fill")) {
      try {
        document.head.append(make("link", { rel: "stylesheet", href: new URL("fill.css", here).href }));
        await loadScript(box.dataset.forms ? on(today(), box, "forms")[1] : box.dataset.form); // in force by the reader's clock
        const files = globalThis.shoukongForm.fields.some(({ attachment }) => attachment) ? ["fill-kept-files.js", "fill-files.js"] : [];
        for (const name of ["fill-rules.js", "fill-field.js", ...files, "fill-hand-in.js", "fill.js"]) await loadScript(new URL(name, here));
        globalThis.shoukongFill(box, base);
      } catch (error) {
        console.error(error);
        trouble(box, say("填写页未能显示：脚本没有载入。请刷新页面。"));
      }
    }
    for (const box of all(".sk-verify")) {
      try {
        await loadScript(new URL("verify.js", here));
        globalThis.shoukongVerify(box);
      } catch (error) {
        console.error(error);
        trouble(box, say("核对页未能显示：脚本没有载入。请刷新页面。"));
      }
    }
    for (const box of all(".sk-search")) {
      try {
        await loadSearch();
        globalThis.shoukongMountSearch(box, { base, loadScript, inPage: true });
      } catch (error) {
        console.error(error);
        trouble(box, say("检索未能显示：脚本没有载入。请刷新页面。"));
      }
    }
  }

  start();
})();
