/* Every page: what it says and how it starts, shortcuts, the search; days, tables, links and the reader's department have
   scripts of their own, joined with this one where a site joins its files, else loaded here.
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
      globalThis.shoukongMountSearch(openDialog(say("检索"), "sk-search-dialog"), { base, loadScript, department: department(), inPage: false });
    } catch {
      location.href = placeOf("search/");
    }
  }

  /* The search and its index: once for a page, and only where somebody searches. */
  const SEARCH = ["query.js", "search-pieces.js", "search-entries.js", "search-words.js", "search-likeness.js", "search-sounds.js", "search-worth.js", "search-rank.js", "../data/search.js", "search.js"];
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
    const beside = { p: "prev", ",": "prev", n: "next", ".": "next" }[event.key]; // the theme knows the pages of the menu alone
    const link = beside && !document.head.querySelector(`link[rel="${beside}"]`) && document.querySelector(`.sk-beside a[rel="${beside}"]`);
    if (link) { location.href = link.href; return; }
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

  let department = () => ""; // of whoever reads, once it is known how that is kept

  /* What a page needs besides: each part takes what is told here and gives what it does. */
  const PARTS = { shoukongDays: "page-days.js", shoukongMine: "mine.js", shoukongTables: "page-tables.js", shoukongLinks: "page-links.js" };

  async function parts() {
    await Promise.all(Object.entries(PARTS).map(([name, file]) => globalThis[name] || loadScript(new URL(file, here))));
    const page = { say, make, all, today, now, here, base, isBare, isTyping, placeOf, trouble };
    for (const name of Object.keys(PARTS)) Object.assign(page, globalThis[name](page));
    department = page.chosenDepartment;
    return page;
  }

  /* What is drawn by a script of its own; where that does not come, the page says so. */
  async function drawBoxes(selector, draw, failed) {
    for (const box of all(selector)) {
      try {
        await draw(box);
      } catch (error) {
        console.error(error);
        trouble(box, failed);
      }
    }
  }

  async function drawFill(box, on) {
    document.head.append(make("link", { rel: "stylesheet", href: new URL("fill.css", here).href }));
    await loadScript(box.dataset.forms ? on(today(), box, "forms")[1] : box.dataset.form); // in force by the reader's clock
    const files = globalThis.shoukongForm.fields.some(({ attachment }) => attachment) ? ["fill-kept-files.js", "fill-files.js"] : [];
    for (const name of ["fill-rules.js", "fill-choice.js", "fill-field.js", ...files, "fill-hand-in.js", "fill.js"]) await loadScript(new URL(name, here));
    globalThis.shoukongFill(box, base);
  }

  function drawAll({ copyLink, on }) {
    const local = isBare ? say("网页直接从文件打开时，浏览器不允许读取数据。请用 shoukong build --offline 生成离线副本，或把 site 目录放到任意网站服务器上再打开。") : "";
    const register = async (box) => (await import(new URL("register.js", here))).showRegister(box, { base, copyLink });
    const verify = async (box) => { await loadScript(new URL("verify.js", here)); globalThis.shoukongVerify(box); };
    const search = async (box) => { await loadSearch(); globalThis.shoukongMountSearch(box, { base, loadScript, department: department(), inPage: true }); };
    return Promise.all([
      drawBoxes(".sk-register", register, local || say("登记册未能显示：脚本没有载入。请刷新页面；仍不行时请下载本册的 CSV。")),
      drawBoxes(".sk-fill", (box) => drawFill(box, on), say("填写页未能显示：脚本没有载入。请刷新页面。")),
      drawBoxes(".sk-verify", verify, say("核对页未能显示：脚本没有载入。请刷新页面。")),
      drawBoxes(".sk-search", search, say("检索未能显示：脚本没有载入。请刷新页面。")),
    ]);
  }

  function openSearchByLinks() {
    for (const link of all(".sk-search-link")) {
      link.addEventListener("click", (event) => {
        if (event.ctrlKey || event.metaKey || event.shiftKey) return;
        event.preventDefault();
        openSearch();
      });
    }
  }

  async function start() {
    const page = await parts();
    page.tellAgeOfSite();
    keepWhatIsRead().catch(() => { /* it still works with a network */ });
    await page.showTextInForce(today());
    page.refreshStates(today(), now());
    page.placeDuties(today());
    page.tellAges(today());
    if (document.querySelector("[data-sk-states]")) page.keepTelling();
    page.prepareCalendar(today());
    page.prepareMyCalendar();
    page.addAddressButtons();
    page.stampPrints();
    page.openForPrint();
    page.addPrintButtons();
    page.nameClause();
    page.prepareTables();
    all("[data-sk-filter]").forEach(page.addFilter);
    page.prepareTimelines();
    page.prepareManual();
    page.prepareCompare();
    page.prepareSources();
    page.addCopyButtons();
    await foldLongText();
    openMenuByKeyboard();
    window.addEventListener("keydown", onKey, true);
    openSearchByLinks();
    all(".sk-mine").forEach(page.mountMine);
    await drawAll(page);
  }

  start();
})();
