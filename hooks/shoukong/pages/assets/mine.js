/* Home for whoever reads it: a department and scopes, chosen once and kept on this device. What is due is theirs alone,
   what else is listed theirs first. A classic script, so that it also runs from a file. */
(() => {
  "use strict";
  const say = (text, values) => globalThis.shoukongSay(text, values); // of portal.js, which calls this script
  const CHOSEN = "shoukong.mine";
  const all = (selector, root = document) => [...root.querySelectorAll(selector)];

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

  function mount(form) {
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
      const { page } = department.selectedOptions[0].dataset;
      if (page) parts.push(Object.assign(document.createElement("a"), { href: page, textContent: say("{name}的页面", { name: department.value }) }));
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

  globalThis.shoukongMine = mount;
})();
