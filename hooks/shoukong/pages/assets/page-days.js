/* What depends on the day, by the clock of the reader: states, the text in force, the manual, duties, the calendar, how old
   the site is; and any two revisions compared.
   A classic script, so that it also runs from a file; `portal.js` calls it. */
globalThis.shoukongDays = (page) => {
  "use strict";
  const { say, make, all, today, now, base, isBare, isTyping, placeOf, trouble } = page;

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

  return { on, refreshStates, showTextInForce, prepareManual, prepareCompare, keepTelling, tellAges, placeDuties, prepareCalendar, tellAgeOfSite };
};
