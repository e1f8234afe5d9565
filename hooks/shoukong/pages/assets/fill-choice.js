/* Records to choose from while a number is written: found by name or number, chosen by finger, mouse or keys.
   A classic script without a network, so that it also runs from a file. */
(() => {
  "use strict";
  const say = globalThis.shoukongSay;
  const MOST = 40; // that are offered at once
  const folded = (text) => text.normalize("NFKC").toLowerCase().replace(/[\s\-–—_·・]/g, "");
  const known = new Map(); // by table, each choice with the text in which it is sought

  function choicesOf(table) {
    const choices = globalThis.shoukongChoices?.[table];
    if (choices && known.get(table)?.choices !== choices) {
      known.set(table, { choices, sought: choices.map(([number, label]) => [folded(number), folded(label || ""), number, label || ""]) });
    }
    return known.get(table)?.sought || [];
  }

  /** The choices that hold every word, those first whose number or name begins with it. */
  function found(table, text) {
    const words = text.split(/\s+/).map(folded).filter(Boolean);
    const holds = ([number, label]) => words.every((word) => number.includes(word) || label.includes(word));
    const begins = ([number, label]) => words.length && (number.startsWith(words[0]) || label.startsWith(words[0]));
    const all = choicesOf(table).filter(holds);
    return [...all.filter(begins), ...all.filter((each) => !begins(each))];
  }

  /* The list below an input, as a combobox with a listbox. */
  class ChoiceList {
    constructor(input, table, choose) {
      Object.assign(this, { input, table, choose, at: -1 });
      this.element = Object.assign(document.createElement("ul"), { className: "sk-choice-list", id: `${input.id}-list`, hidden: true });
      this.element.setAttribute("role", "listbox");
      const told = { role: "combobox", "aria-autocomplete": "list", "aria-expanded": "false", "aria-controls": this.element.id, spellcheck: "false" };
      for (const [name, value] of Object.entries(told)) input.setAttribute(name, value);
      input.addEventListener("input", () => this.open());
      input.addEventListener("click", () => this.element.hidden && this.open());
      input.addEventListener("blur", () => this.close());
      input.addEventListener("keydown", (event) => this.onKey(event));
      this.element.addEventListener("pointerdown", (event) => event.preventDefault()); // the input keeps the focus
      this.element.addEventListener("click", (event) => this.take(event.target.closest("[data-number]")));
    }

    get options() {
      return [...this.element.querySelectorAll("[data-number]")];
    }

    open() {
      const text = this.input.value.trim();
      const all = found(this.table, text);
      const isSettled = all.length === 1 && all[0][2] === text;
      if (this.input.disabled || !all.length || isSettled) return this.close();
      this.element.setAttribute("aria-label", this.input.labels[0]?.textContent || "");
      this.element.replaceChildren(...all.slice(0, MOST).map(([, , number, label], i) => this.option(number, label, i)));
      if (all.length > MOST) this.element.append(this.more(all.length - MOST));
      this.element.hidden = false;
      this.input.setAttribute("aria-expanded", "true");
      this.mark(-1);
      return undefined;
    }

    option(number, label, i) {
      const item = Object.assign(document.createElement("li"), { id: `${this.element.id}-${i}` });
      item.setAttribute("role", "option");
      item.dataset.number = number;
      item.append(label || number);
      if (label) item.append(" ", Object.assign(document.createElement("small"), { textContent: number }));
      return item;
    }

    more(n) {
      const item = Object.assign(document.createElement("li"), { className: "sk-hint", textContent: say("还有 {n} 个：再写几个字", { n }) });
      item.setAttribute("role", "presentation");
      return item;
    }

    close() {
      this.element.hidden = true;
      this.input.setAttribute("aria-expanded", "false");
      this.mark(-1);
    }

    mark(at) {
      this.at = at;
      this.options.forEach((each, i) => each.setAttribute("aria-selected", String(i === at)));
      const marked = this.options[at];
      if (marked) this.input.setAttribute("aria-activedescendant", marked.id);
      else this.input.removeAttribute("aria-activedescendant");
      marked?.scrollIntoView({ block: "nearest" });
    }

    take(option) {
      if (!option) return;
      this.close();
      this.choose(option.dataset.number);
    }

    onKey(event) {
      if (event.isComposing) return;
      const { key } = event;
      if (key === "ArrowDown" || key === "ArrowUp") {
        event.preventDefault();
        if (this.element.hidden) this.open();
        const count = this.options.length;
        if (count) this.mark((this.at + (key === "ArrowDown" ? 1 : -1) + count + (this.at < 0 && key === "ArrowUp" ? 1 : 0)) % count);
      } else if (key === "Escape" && !this.element.hidden) {
        event.preventDefault();
        event.stopPropagation();
        this.close();
      } else if ((key === "Enter" || key === "Tab") && this.at >= 0) {
        if (key === "Enter") event.preventDefault();
        this.take(this.options[this.at]);
      }
    }
  }

  globalThis.shoukongChoice = { ChoiceList, found };
})();
