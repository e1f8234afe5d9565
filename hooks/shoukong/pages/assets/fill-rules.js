/* What the check would say of a record that is being filled in: of cells, conditions, orders of days and formulas, and
   which time limits start with it. A classic script without a page, so that it also runs from a file. */
(() => {
  "use strict";
  const [VALUE, OTHER, DAY] = ["⟦value⟧", "⟦other⟧", "⟦day⟧"];
  const SPELLED = {
    integer: /^-?(0|[1-9][0-9]{0,17})$/,
    number: /^-?(0|[1-9][0-9]{0,17})(\.[0-9]{1,9})?$/,
    year: /^[0-9]{4}$/,
    date: /^[0-9]{4}-[0-9]{2}-[0-9]{2}$/,
    datetime: /^[0-9]{4}-[0-9]{2}-[0-9]{2}T[0-9]{2}:[0-9]{2}:[0-9]{2}$/,
    time: /^([01][0-9]|2[0-3]):[0-5][0-9]:[0-5][0-9]$/,
    boolean: /^(true|false)$/,
    yearmonth: /^[0-9]{4}-(0[1-9]|1[0-2])$/,
  };
  const NUMERIC = new Set(["integer", "number", "year"]);
  const two = (n) => String(n).padStart(2, "0");
  const dayOf = (date) => `${date.getFullYear()}-${two(date.getMonth() + 1)}-${two(date.getDate())}`;
  const momentOf = (date) => `${dayOf(date)}T${two(date.getHours())}:${two(date.getMinutes())}:00`;

  function isValue(type, cell) {
    if (SPELLED[type] && !SPELLED[type].test(cell)) return false;
    if (type !== "date" && type !== "datetime") return true;
    const [year, month, day] = cell.slice(0, 10).split("-").map(Number);
    const meant = new Date(Date.UTC(year, month - 1, day));
    const isDay = meant.getUTCMonth() === month - 1 && meant.getUTCDate() === day && year > 0;
    return isDay && (type === "date" || (Number(cell.slice(11, 13)) < 24 && Number(cell.slice(14, 16)) < 60 && Number(cell.slice(17)) < 60));
  }

  /** Whether a whole cell matches; a pattern that the browser cannot read is left to the check. */
  function isMatch(pattern, cell) {
    try {
      return new RegExp(`^(?:${pattern})$`, "su").test(cell);
    } catch {
      return true;
    }
  }

  class Rules {
    constructor(form) {
      this.form = form;
      this.fields = new Map(form.fields.map((field) => [field.name, field]));
    }

    /** Whether conditions on other fields all hold. */
    hold(conditions, cells) {
      return conditions.every(([name, values, isFilled]) => {
        const cell = cells[name] || "";
        if (!values.length) return (cell !== "") === isFilled;
        const isNumber = this.fields.get(name)?.type === "number" && isValue("number", cell);
        return isNumber ? values.some((value) => Number(value) === Number(cell)) : values.includes(cell);
      });
    }

    isRequired(field, cells) {
      if (this.isGiven(field)) return false;
      return Boolean(field.required) || (field.requiredWhen !== undefined && this.hold(field.requiredWhen, cells));
    }

    isNeedless(field, cells) {
      return field.emptyWhen !== undefined && this.hold(field.emptyWhen, cells);
    }

    /** Whether a field is filled in when the record is filed. */
    isGiven(field) {
      return field.name === "form_revision" || (field.name === this.form.key && this.form.counted);
    }

    /** What is wrong with a field beside the others: the text of the check, or nothing. */
    faultOf(field, cells, today) {
      const cell = cells[field.name] || "";
      const told = (code) => (field.faults[code] || code).replaceAll(VALUE, cell).replaceAll(DAY, today);
      if (cell === "") {
        if (!this.isRequired(field, cells)) return "";
        return told(field.required || field.faults["cell-demanded"] === undefined ? "cell-required" : "cell-demanded");
      }
      if (!isValue(field.type, cell)) return told("cell-type");
      if (field.number && !isMatch(field.number, cell)) return told("record-number");
      if (field.enum && !field.enum.includes(cell)) return told("cell-enum");
      if (field.pattern && !isMatch(field.pattern, cell)) return told("cell-pattern");
      const below = (a, b) => (NUMERIC.has(field.type) ? Number(a) < Number(b) : a < b);
      if (field.min !== undefined && below(cell, field.min)) return told("cell-minimum");
      if (field.max !== undefined && below(field.max, cell)) return told("cell-maximum");
      const length = [...cell].length;
      if (field.minLength !== undefined && length < field.minLength) return told("cell-minlength");
      if (field.maxLength !== undefined && length > field.maxLength) return told("cell-maxlength");
      if (this.isNeedless(field, cells)) return told("cell-unwanted");
      if (field.faults["date-in-future"] && cell.slice(0, 10) > today) return told("date-in-future");
      return "";
    }

    /** What is wrong with a record: texts by the names of fields; nothing of what nobody here can know. */
    faultsOf(cells, today, isUnknown = () => false) {
      const faults = new Map();
      for (const field of this.form.fields) {
        if ((this.isGiven(field) && !cells[field.name]) || isUnknown(field.name)) continue;
        const text = this.faultOf(field, cells, today);
        if (text) faults.set(field.name, text);
      }
      const isRight = (name) => cells[name] && !faults.has(name);
      for (const [early, late, text] of this.form.order) {
        if (!isRight(early) || !isRight(late)) continue;
        const shared = Math.min(cells[early].length, cells[late].length);
        if (cells[early].slice(0, shared) > cells[late].slice(0, shared)) {
          faults.set(late, text.replaceAll(VALUE, cells[late]).replaceAll(OTHER, cells[early]));
        }
      }
      for (const [tree, names, text] of this.form.formulas) {
        if (!names.some((name) => faults.has(name) || isUnknown(name)) && !this.holds(tree, cells)) faults.set(names[0], text);
      }
      return faults;
    }

    /** Whether a formula holds; one that cannot be computed does not. */
    holds(tree, cells) {
      try {
        return Boolean(this.compute(tree, cells));
      } catch {
        return false;
      }
    }

    valueOf(name, cells) {
      const [cell, type] = [cells[name] || "", this.fields.get(name).type];
      if (cell === "") return null;
      if (type === "boolean") return cell === "true";
      return NUMERIC.has(type) ? Number(cell) : cell;
    }

    compute([sign, ...parts], cells) {
      const at = (i) => this.compute(parts[i], cells);
      const same = (a, b) => (typeof a === "number" && typeof b === "number" ? Math.abs(a - b) < 5e-10 * Math.max(1, Math.abs(a)) : a === b);
      const alike = (a, b) => {
        if (a === null || b === null || typeof a !== typeof b) throw new TypeError(sign);
        return [a, b];
      };
      switch (sign) {
        case "value": return parts[0];
        case "field": return this.valueOf(parts[0], cells);
        case "list": return parts.map((_, i) => at(i));
        case "and": { let last = true; for (let i = 0; i < parts.length && last; i += 1) last = at(i); return last; }
        case "or": { let last = false; for (let i = 0; i < parts.length && !last; i += 1) last = at(i); return last; }
        case "not": return !at(0);
        case "minus": return -alike(at(0), 0)[0];
        case "if": return at(0) ? at(1) : at(2);
        case "==": case "is": return same(at(0), at(1));
        case "!=": case "is not": return !same(at(0), at(1));
        case "in": return at(1).some((each) => same(each, at(0)));
        case "not in": return !at(1).some((each) => same(each, at(0)));
        case "str": return at(0) === null ? "None" : String(at(0));
        case "int": case "float": { const n = Number(at(0)); if (at(0) === null || Number.isNaN(n)) throw new TypeError(sign); return sign === "int" ? Math.trunc(n) : n; }
        default: break;
      }
      const [a, b] = alike(at(0), at(1));
      switch (sign) {
        case "<": return a < b && !same(a, b);
        case "<=": return a < b || same(a, b);
        case ">": return a > b && !same(a, b);
        case ">=": return a > b || same(a, b);
        case "+": return a + b;
        case "-": return a - b;
        case "*": return a * b;
        case "/": if (b === 0) throw new RangeError(sign); return a / b;
        default: throw new TypeError(sign);
      }
    }

    /** The limits that start with a record: until when, as far as their days are known; as it says itself, where it does. */
    limitsOf(cells) {
      const isDay = (name) => name && isValue(this.fields.get(name).type, cells[name] || "");
      return this.form.limits.filter(({ since, when }) => isDay(since) && (!when || this.holds(when, cells)))
        .map((limit) => ({ ...limit, until: limit.computed ? "" : isDay(limit.due) ? cells[limit.due].slice(0, 16).replace("T", " ") : this.until(limit, cells[limit.since]) }))
        .filter(({ until, computed }) => until || computed);
    }

    until({ unit, amount }, since) {
      const [year, month, day] = since.slice(0, 10).split("-").map(Number);
      if (unit === "minutes" || unit === "hours") {
        if (since.length < 16) return "";
        const [hour, minute] = since.slice(11, 16).split(":").map(Number);
        return momentOf(new Date(year, month - 1, day, hour, minute + amount * (unit === "hours" ? 60 : 1))).slice(0, 16).replace("T", " ");
      }
      if (unit === "end of month") return dayOf(new Date(year, month, 0));
      if (unit === "days") return dayOf(new Date(year, month - 1, day + amount));
      const { on, off, until } = this.form.worked;
      const at = new Date(year, month - 1, day);
      for (let left = amount; left > 0;) {
        at.setDate(at.getDate() + 1);
        const name = dayOf(at);
        if (name > until) return "";
        if (on.includes(name) || (at.getDay() % 6 !== 0 && !off.includes(name))) left -= 1;
      }
      return dayOf(at);
    }
  }

  /** A text that no spreadsheet program computes: `inert-cell.js` says the same, which a page from a file cannot load. */
  const inert = (text) => (/^'*[=+\-@\uff1d\uff0b\uff0d\uff20\t\r\n]/.test(text) && !/^[+-]?[0-9]+(\.[0-9]+)?$/.test(text) ? `'${text}` : text);

  /** A record as an entry: CSV of the fields that are told, in the form's order. */
  function entryText(form, cells, names = form.names) {
    const quoted = (cell) => (/[",\r\n]/.test(cell) ? `"${cell.replaceAll('"', '""')}"` : cell);
    return `${names.map(quoted).join(",")}\n${names.map((name) => quoted(inert(cells[name] || ""))).join(",")}\n`;
  }

  globalThis.shoukongRules = { Rules, entryText, isValue, dayOf, momentOf };
})();
