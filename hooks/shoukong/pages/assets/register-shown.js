/* How cells of a register are shown, and the elements that its views are made of. */

export const say = globalThis.shoukongSay; // of portal.js, which loads the register

export function make(tag, properties = {}, ...children) {
  const { attributes, ...plain } = properties;
  const element = Object.assign(document.createElement(tag), plain);
  for (const [name, value] of Object.entries(attributes || {})) element.setAttribute(name, value);
  element.append(...children.flat(Infinity).filter((child) => child !== null && child !== undefined));
  return element;
}

export const button = (text, act, className = "sk-button") => {
  const element = make("button", { type: "button", className, textContent: text });
  element.addEventListener("click", act);
  return element;
};

export const field = (title, control) => make("label", { className: "sk-field" }, title, control);
export const option = (value, text) => make("option", { value, textContent: text });

export const recordAddress = (base, table, number) => new URL(`registers/${table}/#${encodeURIComponent(number)}`, base).href;

/** What the record that a cell refers to is called; nothing where nobody says it. */
export function nameOf(store, f, text) {
  return (f.to && store.index.names?.[f.to.table]?.[text]) || "";
}

export function shownText(f, text) {
  if (f.attachment) return text ? say("{n} 个附件", { n: text.split(" ").length }) : "";
  if (f.type === "boolean") return { true: say("是"), false: say("否") }[text] || text;
  return f.type === "datetime" ? text.replace("T", " ").replace(/:00$/, "") : text;
}

/** A cell as a text: with the name beside a number. */
export function wholeText(store, f, text) {
  const name = nameOf(store, f, text);
  return name ? `${text} ${name}` : shownText(f, text);
}

/** A cell with what it said before, struck through, each with the correction of it. */
export function valueWithOriginals(store, base, f, row) {
  const now = f.attachment ? enclosed(store, base, f, row) : shownValue(store, base, f, store.cell(row, f.name));
  const before = (row.was?.[f.name] || []).map(([text, number]) => [
    make("del", { className: "sk-was", textContent: text === null ? say("空白") : shownText(f, text) }), " ",
    make("a", { className: "sk-name", href: recordAddress(base, store.index.corrections, number), textContent: number, title: say("更正单") }), " ",
  ]);
  const told = store.index.titles?.[f.name]?.[store.cell(row, f.name)];
  const called = told ? make("span", {}, now, " ", make("span", { className: "sk-title", textContent: told })) : now;
  return before.length ? make("span", {}, before, make("ins", { className: "sk-now" }, called)) : called;
}

const IMAGES = new Set(["jpg", "png", "webp"]);
const sizeWords = (bytes) => (bytes < 1e6 ? `${Math.ceil(bytes / 1e3)} kB` : `${(bytes / 1e6).toFixed(1)} MB`);

/** What a record encloses: pictures as they are, other files by their kind and size; of personal ones, how many. */
function enclosed(store, base, f, row) {
  const names = (store.cell(row, f.name) || "").split(" ").filter(Boolean);
  if (!names.length) return make("span", { className: "sk-empty", textContent: "—" });
  if (f.privacy) return make("span", { className: "sk-empty", textContent: say("{n} 个，不公布", { n: names.length }) });
  return make("span", { className: "sk-enclosed" }, names.map((name, i) =>
    fileLink(base, name, row.files?.[name], names.length > 1 ? `${f.title} ${i + 1}` : f.title)));
}

/** A file that the site offers: a picture as it is, others by their kind and size; without a size it is not there. */
export function fileLink(base, name, size, title) {
  if (size === undefined) return make("span", { className: "sk-empty", textContent: say("附件不在：{name}", { name: name.slice(0, 12) }) });
  const extension = name.split(".")[1] || "";
  const told = `${extension.toUpperCase()} ${sizeWords(size)}`;
  const content = IMAGES.has(extension) ? make("img", { src: fileAddress(base, name), alt: title }) : say("{title}（{told}）", { title, told });
  return make("a", { href: fileAddress(base, name), target: "_blank", rel: "noopener", title: told }, content);
}

const fileAddress = (base, name) => new URL(`attachments/${name.slice(0, 2)}/${name}`, base).href;

/** That a record was withdrawn, why, and by which correction; nothing for others. */
export function withdrawal(store, base, row) {
  if (!row.withdrawn) return null;
  const [number, reason] = row.withdrawn;
  return make("p", { className: "sk-withdrawn-note", attributes: { role: "note" } },
    make("span", { className: "sk-status", textContent: say("已作废"), attributes: { "data-status": "withdrawn" } }), " ", reason, " ",
    make("a", { href: recordAddress(base, store.index.corrections, number), textContent: number }));
}

export function shownValue(store, base, f, text) {
  if (text === null) return make("span", { className: "sk-empty", textContent: "—" });
  if (f.to) {
    const link = make("a", { href: recordAddress(base, f.to.table, text), textContent: text, title: f.to.title });
    const name = nameOf(store, f, text);
    return name ? make("span", {}, link, " ", make("span", { className: "sk-name", textContent: name })) : link;
  }
  const lead = store.index.leads?.[f.name]?.[text];
  if (lead) return make("a", { href: new URL(lead, base).href, textContent: text });
  if (f.name === store.index.key) return make("a", { href: `#${encodeURIComponent(text)}`, textContent: text });
  return document.createTextNode(shownText(f, text));
}
