/* Records that are filled in and wait on this device, and the ways by which they are handed in.
   A classic script without a network, so that it also runs from a file. */
(() => {
  "use strict";
  const say = globalThis.shoukongSay;
  const { button, make } = globalThis.shoukongField;
  const KEPT_SENT = 20;
  const MOST_DRAFTS = 20;
  const LONGEST = 7500; // signs of an address that forges take

  /* What this device keeps of a form: what is not finished, what is ready to be handed in, what was. Several tabs keep
     theirs in one place, so that each change is made to what is there by then. */
  class Shelf {
    constructor(base, table) {
      this.key = `shoukong.fill:${new URL(base).pathname}:${table}`;
      this.held = { drafts: [], ready: [], sent: [], last: [] };
      this.isKept = true;
      this.read();
    }

    /** What is kept by now; what could not be kept is in this tab alone, which then asks for no other. */
    read() {
      if (!this.isKept) return;
      try {
        const { draft, ...held } = JSON.parse(localStorage.getItem(this.key) || "{}");
        Object.assign(this.held, held);
        if (draft && !held.drafts) this.held.drafts = [draft]; // of pages before there could be several
      } catch { /* private windows may refuse */ }
    }

    /** Keep what follows from what is there; where the device takes no more, it stays until the tab closes. */
    keep(changed) {
      this.read();
      Object.assign(this.held, changed(this.held));
      try {
        localStorage.setItem(this.key, JSON.stringify(this.held));
        this.isKept = true;
      } catch {
        this.isKept = false;
      }
    }

    /** Keep what is not finished, the last that was written to at the end. */
    keepDraft(draft) {
      this.keep(({ drafts }) => ({ drafts: [...drafts.filter(({ id }) => id !== draft.id), draft].slice(-MOST_DRAFTS) }));
    }

    dropDraft(id) {
      this.keep(({ drafts }) => ({ drafts: drafts.filter((each) => each.id !== id) }));
    }

    /** Whether an entry with this id was finished, in whichever tab. */
    isFinished(id) {
      const { ready, sent } = this.held;
      return [...ready, ...sent].some((each) => each.id === id);
    }

    /** The record that its page hands over to be continued or copied, once. */
    handedOver() {
      try {
        const text = sessionStorage.getItem(`${this.key}:record`);
        sessionStorage.removeItem(`${this.key}:record`);
        return text ? JSON.parse(text) : null;
      } catch {
        return null;
      }
    }
  }

  /* What waits, listed below the form, with a button for each way. */
  class HandingIn {
    constructor(page) {
      this.page = page;
      this.list = make("div", { className: "sk-fill-ready" });
      this.ways = make("div", { className: "sk-buttons sk-fill-ways" });
    }

    show() {
      const { ready, sent, last } = this.page.shelf.held;
      const isKept = this.page.shelf.isKept && (this.page.files?.isKept ?? true);
      const lost = isKept ? [] : [make("p", { className: "sk-notice sk-notice--bad", textContent: say("这台设备存不下了：没有交出的只在本页，关闭就没有了。") })];
      const items = ready.map((entry) => make("li", {}, make("code", { textContent: entry.id }), ` ${this.summary(entry)} `,
        entry.cells ? button(say("改"), () => this.takeBack(entry), "sk-button") : null,
        button(say("删去"), () => this.drop(entry), "sk-button")));
      const list = ready.length ? [make("h2", { textContent: say("要交出的 {n} 条", { n: ready.length }) }), make("ul", {}, items)] : [];
      const done = sent.length ? [make("p", { className: "sk-hint", textContent: say("最近交出：{ids}", { ids: sent.map(({ id }) => id).join(" ") }) }),
        last.length ? button(say("再交一次"), () => this.handInAgain()) : ""] : [];
      const packed = ready.some(({ files }) => files?.length) ? [make("p", { className: "sk-hint", textContent: say("有附件的要作为文件交出，不能用文字：下载的每份是一个 zip，整个交给登记的人。") })] : [];
      this.list.replaceChildren(...lost, ...this.unfinished(), ...list, ...packed, ...done);
      this.ways.replaceChildren(...(ready.length ? this.wayButtons() : []));
    }

    /** What was begun besides what the page shows. */
    unfinished() {
      const { page } = this;
      const others = page.shelf.held.drafts.filter(({ id }) => id !== page.id);
      const items = others.map((draft) => make("li", {}, draft.record ? `${say("续填")} ${draft.record[page.form.key]} ` : "", `${this.summary(draft)} `,
        button(say("接着填"), () => page.resume(draft), "sk-button"),
        button(say("删去"), () => { page.shelf.dropDraft(draft.id); page.refresh(); }, "sk-button")));
      return items.length ? [make("h2", { textContent: say("没有填完的 {n} 条", { n: items.length }) }), make("ul", {}, items)] : [];
    }

    summary({ cells, text = "", files = [] }) {
      const { rules } = this.page;
      const named = (name, cell) => globalThis.shoukongChoices?.[rules.fields.get(name)?.to]?.find(([number]) => number === cell)?.[1] || cell;
      const told = Object.entries(cells || {}).filter(([name, cell]) => cell && !rules.fields.get(name)?.attachment).map(([name, cell]) => named(name, cell)).slice(0, 4);
      const enclosed = files.length ? [say("{n} 个附件", { n: files.length })] : [];
      const shown = cells ? [...told, ...enclosed].join(" · ") : text.split("\n")[1];
      return shown.length > 60 ? `${shown.slice(0, 60)}…` : shown;
    }

    takeBack(entry) {
      this.drop(entry);
      this.page.restore(entry);
      this.page.refresh();
    }

    drop(entry) {
      this.page.shelf.keep(({ ready }) => ({ ready: ready.filter((each) => each.id !== entry.id) }));
      this.page.refresh();
    }

    wayButtons() {
      const ways = {
        folder: globalThis.showDirectoryPicker && [say("存入文件夹"), (entries) => this.intoFolder(entries)],
        download: [say("下载"), (entries) => this.download(entries)],
        text: [say("复制成文字"), (entries) => this.copy(entries)],
      };
      const isPacked = this.page.shelf.held.ready.some(({ files }) => files?.length); // a text holds no files
      const offered = (isPacked ? ["folder", "download"] : this.page.form.ways).map((name) => ways[name]).filter(Boolean);
      if (this.page.form.address && !isPacked) offered.push([say("在代码托管网站提交"), (entries) => this.onForge(entries)]);
      return offered.map(([text, act], i) => button(text, () => this.handIn(act), `sk-button${i ? "" : " sk-button--primary"}`));
    }

    /** What was handed in last and did not arrive: by its ids it is filed once, however often it comes. */
    handInAgain() {
      this.page.shelf.keep(({ ready, last }) => ({ ready: [...last, ...ready], last: [] }));
      this.page.refresh();
      this.ways.querySelector("button")?.focus();
    }

    /** Hand in by a way, and keep what was not handed in. */
    async handIn(act) {
      try {
        const entries = [...this.page.shelf.held.ready];
        const [told, handed = entries] = await act(entries);
        const ids = new Set(handed.map(({ id }) => id));
        this.page.shelf.keep(({ ready, sent }) => ({
          ready: ready.filter(({ id }) => !ids.has(id)), last: handed, sent: [...handed.map(({ id }) => ({ id })), ...sent].slice(0, KEPT_SENT),
        }));
        this.page.refresh();
        this.page.tell(told);
        this.tidy();
      } catch (error) {
        if (error?.name !== "AbortError") this.page.tell(say("没有交出：{problem}", { problem: error?.message || error }), true);
      }
    }

    /** The files of an entry; one that the device has lost keeps the entry from being handed in. */
    async filesOf({ id, files = [] }) {
      const found = [];
      for (const name of files) {
        const file = await this.page.files.file(name);
        if (!file) throw new Error(say("{id} 的附件不在这台设备上，点“改”重新附上", { id }));
        found.push([name, file.blob]);
      }
      return found;
    }

    /** Forget the files that neither the draft nor what is or was last handed in needs. */
    tidy() {
      const { drafts, ready, last } = this.page.shelf.held;
      const named = [this.page.cells, ...drafts.map(({ cells }) => cells)].flatMap((cells) => Object.values(cells || {}).flatMap((cell) => cell.split(" ")));
      this.page.files?.tidy(new Set([...named, ...[...ready, ...last].flatMap(({ files = [] }) => files)]));
    }

    async download(entries) {
      for (const entry of entries) {
        const rows = new Blob([entry.text], { type: "text/csv" });
        const files = await this.filesOf(entry);
        const content = files.length ? await globalThis.shoukongKeptFiles.zipOf([[entry.name, rows], ...files]) : rows;
        const name = files.length ? entry.name.replace(/\.csv$/, ".zip") : entry.name;
        const link = make("a", { href: URL.createObjectURL(content), download: name });
        link.click();
        setTimeout(() => URL.revokeObjectURL(link.href), 60000);
        await new Promise((resolve) => setTimeout(resolve, 150)); // browsers drop downloads that start together
      }
      return [say("已下载：把文件交给登记的人，或放进收件的文件夹。")];
    }

    async intoFolder(entries) {
      const folder = await chosenFolder();
      const write = async (name, content) => {
        const file = await folder.getFileHandle(name, { create: true });
        const stream = await file.createWritable();
        await stream.write(content);
        await stream.close();
      };
      for (const entry of entries) {
        for (const [name, blob] of await this.filesOf(entry)) await write(name, blob); // before the entry that needs them
        await write(entry.name, entry.text);
      }
      return [say("已存入文件夹 {folder}。", { folder: folder.name })];
    }

    async copy(entries) {
      const text = entries.map(({ name, text: rows }) => `${name}\n${rows}`).join("\n");
      try {
        await navigator.clipboard.writeText(text);
        return [say("已复制：粘贴到聊天里；登记的人把整段文字存成一个 .txt，放进收件的文件夹。")];
      } catch {
        this.page.told.replaceChildren(make("textarea", { className: "sk-input", value: text, rows: 6, readOnly: true, ariaLabel: say("要复制的文字") }));
        this.page.told.firstChild.select();
        throw new Error(say("浏览器不让复制，请自己复制下面的文字"));
      }
    }

    /** The first of the entries: a browser opens one page for one click. */
    async onForge([entry, ...rest]) {
      const address = new URL(this.page.form.address);
      address.searchParams.set("filename", entry.name);
      address.searchParams.set("value", entry.text);
      if (address.href.length > LONGEST) throw new Error(say("{name} 太长，请改用下载", { name: entry.name }));
      window.open(address.href, "_blank", "noopener");
      const told = say("已打开新建文件的页面，在那里提交。");
      return [rest.length ? `${told}${say("还有 {n} 条，提交以后再点一次。", { n: rest.length })}` : told, [entry]];
    }

    focus() {
      this.ways.querySelector("button")?.focus();
    }
  }

  /* The folder that was chosen once is kept, as the browser allows it. */
  const STORE = "folders";
  const inStore = (mode, act) => new Promise((resolve, reject) => {
    const opening = indexedDB.open("shoukong.fill", 1);
    opening.onupgradeneeded = () => opening.result.createObjectStore(STORE);
    opening.onerror = () => reject(opening.error);
    opening.onsuccess = () => {
      try {
        const asked = act(opening.result.transaction(STORE, mode).objectStore(STORE));
        asked.onsuccess = () => resolve(asked.result);
        asked.onerror = () => reject(asked.error);
      } catch (error) {
        reject(error);
      }
    };
  });

  async function chosenFolder() {
    const kept = await inStore("readonly", (store) => store.get("inbox")).catch(() => null);
    if (kept && (await kept.requestPermission({ mode: "readwrite" }).catch(() => "denied")) === "granted") return kept;
    const folder = await globalThis.showDirectoryPicker({ id: "shoukong", mode: "readwrite" });
    await inStore("readwrite", (store) => store.put(folder, "inbox")).catch(() => null);
    return folder;
  }

  globalThis.shoukongHandingIn = { HandingIn, Shelf };
})();
