/* Tables: cards on phones, roles that survive it, a way in by keyboard, filters and time lines.
   A classic script, so that it also runs from a file; `portal.js` calls it. */
globalThis.shoukongTables = (page) => {
  "use strict";
  const { say, make, all, mineOf } = page;
  const NUMBER = /^[A-Z0-9][\w./-]{2,15}$/; // a number or a day, which is not broken at its hyphens

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
        const content = make("span", { className: NUMBER.test(cell.textContent.trim()) ? "sk-cell sk-whole" : "sk-cell" });
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
    const mine = mineOf(rows, () => apply());
    const apply = () => {
      const words = plain(input.value).split(/\s+/).filter(Boolean);
      let shown = 0;
      rows.forEach((row, i) => {
        const fits = (!mine || mine.has(row)) && (!only?.checked || row.querySelector("[data-sk-marked]")) && facets.every(({ select, column }) => !select.value || cellText(row, column) === select.value);
        row.hidden = !fits || !words.every((word) => texts[i].includes(word));
        shown += row.hidden ? 0 : 1;
      });
      const some = say("{shown} / {n} 行", { shown, n: rows.length });
      count.textContent = shown === rows.length ? whole() : shown ? some : `${some}${say("，请换一个词")}`;
    };
    input.addEventListener("input", apply);
    for (const { select } of facets) select.addEventListener("change", apply);
    only?.addEventListener("change", () => { keepInAddress(only); apply(); });
    box.before(make("div", { className: "sk-filter" }, input, ...facets.map(({ select }) => select), mine?.label, ...(only ? [only.parentElement] : []), count));
    if (only?.checked || mine) apply();
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

  return { prepareTables, addFilter, prepareTimelines };
};
