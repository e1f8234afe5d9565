/* One field of a record that is being filled in: how it is entered, what is wrong with it, and the name behind a number.
   A classic script without a network, so that it also runs from a file. */
(() => {
  "use strict";
  const say = globalThis.shoukongSay;
  const { dayOf, momentOf } = globalThis.shoukongRules;
  const FEW = 4; // choices that stand side by side

  function make(tag, properties = {}, ...children) {
    const { attributes, dataset, ...plain } = properties;
    const element = Object.assign(document.createElement(tag), plain);
    Object.assign(element.dataset, dataset);
    for (const [name, value] of Object.entries(attributes || {})) if (value !== null) element.setAttribute(name, value);
    element.append(...children.flat().filter((child) => child !== null && child !== undefined));
    return element;
  }

  function button(text, act, className = "sk-button") {
    const element = make("button", { type: "button", className, textContent: text });
    element.addEventListener("click", act);
    return element;
  }

  class FieldBox {
    constructor(page, field) {
      Object.assign(this, { page, field });
      const id = `fill-${field.name}`;
      this.input = this.makeInput(id);
      this.choices = field.to && !this.radios ? new globalThis.shoukongChoice.ChoiceList(this.input, field.to, (number) => this.choose(number)) : null;
      this.mark = make("b", { className: "sk-needed", textContent: " *", title: say("必填"), hidden: true });
      this.fault = make("p", { className: "sk-fault", id: `${id}-fault` });
      this.known = make("output", { className: "sk-known", id: `${id}-known` });
      const hint = field.hint ? make("p", { className: "sk-hint", id: `${id}-hint`, textContent: field.hint }) : null;
      const described = [hint?.id, this.known.id, this.fault.id].filter(Boolean).join(" ");
      const controls = this.radios || [this.input];
      controls.forEach((control) => control.setAttribute("aria-describedby", described));
      const title = this.radios
        ? make("legend", {}, field.title, this.mark)
        : make("label", { htmlFor: id }, field.title, this.mark);
      this.element = make(this.radios ? "fieldset" : "div", { className: `sk-fill-field${field.long ? " sk-wide" : ""}`, dataset: { field: field.name } },
        title, make("div", { className: "sk-fill-input" }, this.input, this.choices?.element, this.shortcut()), this.known, hint, this.fault);
    }

    makeInput(id) {
      const { field } = this;
      const choices = field.type === "boolean" ? [["true", say("是")], ["false", say("否")]] : (field.enum || []).map((each) => [each, each]);
      if (choices.length && choices.length <= FEW) return this.makeRadios(id, choices);
      const common = { id, name: field.name, className: "sk-input", autocomplete: "off" };
      let input;
      if (choices.length) input = make("select", common, make("option", { value: "", textContent: "—" }), choices.map(([value, text]) => make("option", { value, textContent: text })));
      else if (field.long) input = make("textarea", { ...common, rows: 3 });
      else {
        const [type, mode] = { date: ["date"], datetime: ["datetime-local"], time: ["time"], yearmonth: ["month"], integer: ["text", "numeric"], number: ["text", "decimal"], year: ["text", "numeric"] }[field.type] || ["text"];
        input = make("input", { ...common, type });
        if (mode) input.inputMode = mode;
        if (type === "datetime-local" || type === "time") input.step = 60;
      }
      input.addEventListener("input", () => this.page.changed(this));
      input.addEventListener("change", () => this.settle());
      input.addEventListener("blur", () => this.trouble && this.page.changed(this));
      return input;
    }

    makeRadios(id, choices) {
      this.radios = [];
      const labels = [["", say("不填")], ...choices].map(([value, text], i) => {
        const radio = make("input", { type: "radio", name: this.field.name, value, id: i ? `${id}-${i}` : id, checked: value === "" });
        radio.addEventListener("change", () => this.page.changed(this));
        this.radios.push(radio);
        return make("label", { className: "sk-choice" }, radio, ` ${text}`);
      });
      return make("div", { className: "sk-choices" }, labels);
    }

    /** Today, or this minute, by one tap. */
    shortcut() {
      const { type } = this.field;
      if (type !== "date" && type !== "datetime") return null;
      const text = type === "date" ? say("今天") : say("现在");
      const now = button(text, () => {
        this.cell = type === "date" ? dayOf(new Date()) : momentOf(new Date());
        this.page.changed(this);
      }, "sk-button sk-now");
      now.setAttribute("aria-label", say("{title}：{now}", { title: this.field.title, now: text }));
      return now;
    }

    /** What is wrong that its cell does not show: a day or a time of which a part is written. */
    get trouble() {
      return !this.radios && this.input.validity.badInput ? say("{title}没有写全：补上，或全部清空", { title: this.field.title }) : "";
    }

    get cell() {
      if (this.radios) return this.radios.find((radio) => radio.checked)?.value || "";
      const { type } = this.field;
      const text = this.input.value.replaceAll("\r\n", "\n").trim();
      if ((type === "datetime" && text.length === 16) || (type === "time" && text.length === 5)) return `${text}:00`;
      if (type === "integer" || type === "number") return text.normalize("NFKC").replace(/(?<=\d),(?=\d{3})/g, "");
      return text;
    }

    set cell(text) {
      if (this.radios) {
        const radio = this.radios.find((each) => each.value === text);
        if (radio) radio.checked = true;
        return;
      }
      this.input.value = text;
    }

    choose(number) {
      this.cell = number;
      this.page.changed(this);
    }

    /** A name, or a number written otherwise, as the number that is meant, where it is one. */
    settle() {
      const choices = globalThis.shoukongChoices?.[this.field.to];
      const text = this.cell;
      if (!choices || !text) return;
      const plain = (each) => each.normalize("NFKC").trim().toUpperCase();
      const meant = choices.find(([number]) => plain(number) === plain(text))
        || choices.find(([number, label]) => plain(`${number} ${label}`) === plain(text));
      const named = choices.filter(([, label]) => label && plain(label) === plain(text));
      if (meant) this.cell = meant[0];
      else if (named.length === 1) this.cell = named[0][0];
      this.page.changed(this);
    }

    /** What the number that is written is called; that it is not in the list, which the filing will look into. */
    tellName() {
      const choices = globalThis.shoukongChoices?.[this.field.to];
      const text = this.cell;
      const found = choices?.find(([number]) => number === text);
      const named = found || !text ? [] : (choices || []).filter(([, label]) => label === text);
      this.known.textContent = found ? found[1] : !choices || !text ? ""
        : named.length > 1 ? say("叫「{text}」的有 {numbers}：选一个", { text, numbers: named.map(([number]) => number).join(" ") }) : say("清单里没有「{text}」，登记时再核对", { text });
      this.known.classList.toggle("sk-unknown", !found);
    }

    show({ fault, isRequired, isHidden }) {
      this.mark.hidden = !isRequired;
      this.element.hidden = isHidden;
      this.fault.textContent = fault;
      for (const control of this.radios || [this.input]) {
        control.setAttribute("aria-invalid", String(Boolean(fault)));
        if (!this.radios) control.setAttribute("aria-required", String(isRequired));
      }
    }

    /** Whether what is there already stays as it is. */
    fix(isFixed) {
      for (const control of this.radios || [this.input]) control.disabled = isFixed;
      this.element.classList.toggle("sk-fixed", isFixed);
      const now = this.element.querySelector(".sk-now");
      if (now) now.hidden = isFixed;
    }

    focus() {
      (this.radios ? this.radios[0] : this.input).focus();
    }
  }

  globalThis.shoukongField = { FieldBox, button, make };
})();
