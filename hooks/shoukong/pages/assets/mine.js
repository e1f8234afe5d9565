/* A department and scopes, chosen once on the home page and kept on this device. There what is due is theirs alone, what
   else is listed theirs first; lists, duties and the calendar elsewhere show theirs until the reader asks for all.
   A classic script, so that it also runs from a file; `portal.js` calls it. */
globalThis.shoukongMine = (page) => {
  "use strict";
  const { say, make, all } = page;
  const CHOSEN = "shoukong.mine", WHOLE = "shoukong.mine.whole"; // on this device, and that this tab shows all

  const kept = {
    read() { try { return JSON.parse(localStorage.getItem(CHOSEN)) || []; } catch { return []; } },
    write(values) {
      try {
        if (values.some(Boolean)) localStorage.setItem(CHOSEN, JSON.stringify(values));
        else localStorage.removeItem(CHOSEN);
      } catch { /* private windows may refuse */ }
    },
  };

  /* Whether a row is owed by those chosen of an axis: one of another axis, or of the firm as a whole, concerns everybody. */
  function concerns(row, select) {
    const own = row.dataset.codes.split(" ").filter((code) => [...select.options].some(({ value }) => value && value === code));
    return !select.value || !own.length || own.includes(select.value);
  }

  /* Whether lists of this tab show what is not theirs, too. */
  const whole = {
    read() { try { return sessionStorage.getItem(WHOLE) === "1"; } catch { return false; } },
    write(isWhole) { try { sessionStorage.setItem(WHOLE, isWhole ? "1" : "0"); } catch { /* until the page is left */ } },
  };

  /* Those whom a row or line is about: its owner, and who else it says that it is for. */
  function ownersOf(element) {
    const told = all("[data-mine]", element).flatMap(({ dataset }) => JSON.parse(dataset.mine));
    return element.dataset.owner ? [element.dataset.owner, ...told] : told;
  }

  /** The choice to see the department's rows alone; nothing where none is chosen, or where all or none are theirs. */
  function mineOf(rows, changed) {
    const [department] = kept.read();
    const own = new Set(department ? rows.filter((row) => ownersOf(row).includes(department)) : []);
    if (!own.size || own.size === rows.length) return null;
    const input = make("input", { type: "checkbox", checked: !whole.read() });
    input.addEventListener("change", () => { whole.write(!input.checked); changed(); });
    return { input, label: make("label", { className: "sk-facet" }, input, ` ${say("只看{name}（{count}）", { name: department, count: own.size })}`), has: (row) => !input.checked || own.has(row) };
  }

  /** The calendar with what the department owes alone, until the reader asks for all. */
  function prepareMyCalendar() {
    const box = document.querySelector(".sk-calendar");
    if (!box) return;
    const lines = all("li[data-owner]", box);
    const show = () => {
      for (const line of lines) line.hidden = !mine.has(line);
      for (const folded of all(".sk-closed", box)) folded.hidden = !folded.querySelector("li:not([hidden])");
    };
    const mine = mineOf(lines, show);
    if (!mine) return;
    box.prepend(make("div", { className: "sk-filter sk-noprint" }, mine.label));
    show();
  }

  function mountMine(form) {
    const [department, ...scopes] = all("select", form);
    const selects = [department, ...scopes];
    const [clear, told] = [form.querySelector("button"), form.querySelector("output")];
    const box = document.querySelector(".sk-todo[data-sk-shown]");
    const lists = all("tr[data-mine]").map((row, place) => ({ row, place, body: row.parentElement, owners: JSON.parse(row.dataset.mine) }));

    function show() {
      const isChosen = selects.some(({ value }) => value);
      const rows = all("tbody tr", box);
      const own = rows.filter((row) => (!department.value || row.dataset.owner === department.value) && scopes.every((select) => concerns(row, select)));
      const shown = isChosen ? own : own.slice(0, Number(box.dataset.skShown));
      for (const row of rows) row.hidden = !shown.includes(row);
      box.querySelector("table").hidden = !shown.length;
      box.querySelector(".sk-none").hidden = shown.length > 0;
      const late = shown.filter((row) => row.querySelector(".sk-status").dataset.status === "missed").length;
      told.replaceChildren(...words(own.length, shown.length, late));
      clear.hidden = !isChosen;
      order();
    }

    function words(count, shown, late) {
      const parts = [shown < count ? say("共 {n} 件，这里是最近的 {shown} 件。", { n: count, shown }) : say("共 {n} 件。", { n: count })];
      if (late) parts.push(say("其中逾期 {n} 件。", { n: late }));
      const { page: own } = department.selectedOptions[0].dataset;
      if (own) parts.push(make("a", { href: own, textContent: say("{name}的页面", { name: department.value }) }));
      return parts;
    }

    /* The rows that are theirs before the others, each in their own order. */
    function order() {
      const isOther = ({ owners }) => Number(Boolean(department.value) && !owners.includes(department.value));
      for (const { row, body } of [...lists].sort((a, b) => isOther(a) - isOther(b) || a.place - b.place)) body.append(row);
    }

    function choose(values) {
      selects.forEach((select, i) => { select.value = [...select.options].some(({ value }) => value === values[i]) ? values[i] : ""; });
      show();
    }

    for (const select of selects) select.addEventListener("change", () => { kept.write(selects.map(({ value }) => value)); show(); });
    clear.addEventListener("click", () => { kept.write([]); choose([]); department.focus(); });
    form.addEventListener("submit", (event) => event.preventDefault());
    form.hidden = false;
    choose(kept.read());
  }

  return { chosenDepartment: () => kept.read()[0] || "", mineOf, mountMine, prepareMyCalendar };
};
