/* The rows behind a figure, some lines of a file: opened below it, their digest recomputed, each record a link to its
   register. */

import { excelCsv } from "./inert-cell.js";

const say = globalThis.shoukongSay; // of portal.js, which loads this module
const SHOWN = 200;

function parse(text) {
  const rows = [];
  let row = [], cell = "", quoted = false;
  for (let i = 0; i < text.length; i++) {
    const c = text[i];
    if (quoted) {
      if (c === '"' && text[i + 1] === '"') { cell += '"'; i++; }
      else if (c === '"') quoted = false;
      else cell += c;
    } else if (c === '"') quoted = true;
    else if (c === ",") { row.push(cell); cell = ""; }
    else if (c === "\n") { rows.push([...row, cell]); row = []; cell = ""; }
    else cell += c;
  }
  return rows;
}

/** A button that hands out a text as a file. */
function fileButton(label, text, name) {
  const button = element("button", label, { type: "button", className: "sk-button" });
  button.addEventListener("click", () => {
    const address = URL.createObjectURL(new Blob([text], { type: "text/csv" }));
    element("a", "", { href: address, download: name }).click();
    setTimeout(() => URL.revokeObjectURL(address), 10_000);
  });
  return button;
}

async function digestOf(text) {
  if (!globalThis.crypto?.subtle) return null; // only where the page came over a safe way
  const digest = await crypto.subtle.digest("SHA-256", new TextEncoder().encode(text));
  return [...new Uint8Array(digest)].map((byte) => byte.toString(16).padStart(2, "0")).join("");
}

function element(tag, text, properties = {}) {
  return Object.assign(document.createElement(tag), { textContent: text, ...properties });
}

/* A cell with the title of its column, which labels it on phones; a record leads to its register. */
function labelled(title, content) {
  const cell = document.createElement("td");
  cell.dataset.label = title;
  const box = element("span", "", { className: "sk-cell" });
  box.append(content);
  cell.append(box);
  return cell;
}

function recordLink(value, registers, base) {
  const table = registers.find(([pattern]) => pattern.test(value))?.[1];
  return table ? element("a", value, { href: new URL(`registers/${table}/#${encodeURIComponent(value)}`, base).href }) : value;
}

function tableOf([names, ...rows], registers, scopes, base) {
  const table = document.createElement("table");
  const head = table.createTHead().insertRow();
  const titles = { record: say("记录"), period: say("期间"), ...scopes };
  const shown = names.map((name) => titles[name] || name);
  for (const title of shown) head.append(element("th", title, { scope: "col" }));
  const body = table.createTBody();
  for (const row of rows.slice(0, SHOWN)) {
    body.insertRow().append(...row.map((value, i) => labelled(shown[i], names[i] === "record" ? recordLink(value, registers, base) : value)));
  }
  return table;
}

/** The header of a file and some of its lines: the text of which the digest is told. */
async function linesOf(link) {
  const answer = await fetch(link.href);
  if (!answer.ok) throw new Error(answer.status);
  const lines = new TextDecoder("utf-8", { ignoreBOM: true }).decode(await answer.arrayBuffer()).split(/(?<=\n)/);
  const [first, last] = link.dataset.skLines.split(",").map(Number);
  return [lines[0], ...lines.slice(first - 1, last)].join("");
}

/** How anybody verifies the digest with common tools. */
function command(link) {
  return element("code", `sed -n '1p;${link.dataset.skLines}p' ${link.href.split("/").at(-1)} | sha256sum`);
}

/** Open the rows of a figure below its own row, or close them again. */
export async function toggleSource(link, { base, told }) {
  const own = link.closest("tr");
  if (own.nextElementSibling?.classList.contains("sk-source-rows")) {
    own.nextElementSibling.remove();
    link.setAttribute("aria-expanded", "false");
    return;
  }
  const text = await linesOf(link);
  const rows = parse(text);
  const registers = Object.entries(JSON.parse(link.closest("[data-sk-registers]").dataset.skRegisters)).map(([pattern, table]) => [new RegExp(`^(?:${pattern})$`), table]);
  const scopes = JSON.parse(link.closest("[data-sk-titles]").dataset.skTitles);
  const box = document.createElement("tr");
  box.className = "sk-source-rows";
  const cell = Object.assign(box.insertCell(), { colSpan: own.cells.length });
  const digest = await digestOf(text);
  const wanted = told.replace(/^SHA-256 /, "");
  const verdict = digest === null ? "" : digest === wanted ? say("，摘要值已重新计算，相符") : say("，摘要值不符");
  const more = rows.length - 1 > SHOWN ? say("，以下是前 {shown} 条", { shown: SHOWN }) : "";
  const note = element("p", say("用到的 {n} 条记录{more}{verdict}。", { n: rows.length - 1, more, verdict }), { className: digest !== null && digest !== wanted ? "sk-notice sk-notice--bad" : "" });
  const name = [...link.href.replace(/\.csv$/, "").split("/").slice(-2), link.dataset.skLines.replace(",", "-")].join("-") + ".csv";
  note.append(" ", fileButton(say("下载 CSV"), text, name), " ", fileButton(say("下载 Excel 用"), excelCsv(rows), name), " ", command(link));
  cell.append(note, tableOf(rows, registers, scopes, base));
  own.after(box);
  link.setAttribute("aria-expanded", "true");
}
