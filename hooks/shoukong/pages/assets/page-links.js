/* What a page is taken along by: addresses of clauses to copy, prints that say their day, requests that name the clause, and the
   rows behind a figure.
   A classic script, so that it also runs from a file; `portal.js` calls it. */
globalThis.shoukongLinks = (page) => {
  "use strict";
  const { say, make, all, today, base, here, isBare } = page;

  function addAddressButtons() {
    for (const link of all("a[data-sk-copy]")) {
      const button = make("button", { type: "button", className: "sk-button", textContent: say("复制地址"), ariaLabel: say("复制地址 {address}", { address: link.textContent }) });
      button.addEventListener("click", () => copyLink(link.href));
      link.after(" ", button);
    }
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

  return { addAddressButtons, copyLink, addCopyButtons, nameClause, addPrintButtons, stampPrints, openForPrint, prepareSources };
};
