/* The records of a register as far as they are fetched: shards ordered by number, found by binary search. */

export const WHOLE = 8; // shards that are loaded without asking
export const PART = 2; // shards of a larger register that are loaded at first
const AT_ONCE = 4;

export async function fetchJson(address) {
  const response = await fetch(address);
  if (!response.ok) throw new Error(`${response.status} ${address}`);
  return response.json();
}

/** The records of one register, as far as they have been fetched. */
export class Store {
  constructor(address, index) {
    this.address = address;
    this.index = index;
    this.shards = index.shards;
    this.place = new Map(index.fields.map((f, i) => [f.name, i]));
    this.fetched = new Map();
  }

  get isLarge() {
    return this.shards.length > WHOLE;
  }

  shard(i) {
    if (!this.fetched.has(i)) {
      const rows = fetchJson(new URL(this.shards[i].file, this.address));
      rows.catch(() => this.fetched.delete(i));
      this.fetched.set(i, rows);
    }
    return this.fetched.get(i);
  }

  cell(row, name) {
    return row.v[this.place.get(name)] ?? null;
  }

  number(row) {
    return this.cell(row, this.index.key);
  }

  day(row) {
    return this.index.date ? (this.cell(row, this.index.date) || "").slice(0, 10) : "";
  }

  /** The shard that would hold a number, or -1: binary search over the first and last number of each. */
  shardOf(number) {
    let low = 0;
    let high = this.shards.length - 1;
    while (low <= high) {
      const middle = (low + high) >> 1;
      if (compareNumbers(number, this.shards[middle].first) < 0) high = middle - 1;
      else if (compareNumbers(number, this.shards[middle].last) > 0) low = middle + 1;
      else return middle;
    }
    return -1;
  }

  /** Where a number stands: [shard, place in it], or null. */
  async locate(number) {
    const i = this.shardOf(number);
    if (i < 0) return null;
    const j = (await this.shard(i)).findIndex((row) => this.number(row) === number);
    return j < 0 ? null : [i, j];
  }

  /** The number one before or after a place, or null. */
  async neighbour([i, j], step) {
    const rows = await this.shard(i);
    if (rows[j + step]) return this.number(rows[j + step]);
    if (!this.shards[i + step]) return null;
    const next = await this.shard(i + step);
    return this.number(next[step > 0 ? 0 : next.length - 1]);
  }

  /** Shards in turn, a few at a time: told after each; stops when `isWanted` says so. */
  async read(numbers, onRows, isWanted = () => true) {
    for (let at = 0; at < numbers.length && isWanted(); at += AT_ONCE) {
      const batch = await Promise.all(numbers.slice(at, at + AT_ONCE).map((i) => this.shard(i)));
      if (isWanted()) onRows(batch.flat(), Math.min(at + AT_ONCE, numbers.length));
      if (this.shards.length > 64) numbers.slice(at, at + AT_ONCE).forEach((i) => this.fetched.delete(i));
    }
  }
}

/** The order of numbers in the shards: 10000 after 9999. */
export function compareNumbers(a, b) {
  const [left, right] = [a, b].map((number) => number.replace(/[0-9]+$/, ""));
  if (left !== right) return left < right ? -1 : 1;
  return a.length - b.length || (a < b ? -1 : a > b ? 1 : 0);
}

export function compare(a, b, type) {
  if (a === b) return 0;
  if (a === null || a === undefined) return -1;
  if (b === null || b === undefined) return 1;
  if (type === "number" || type === "integer" || type === "year") return Number(a) - Number(b) || (a < b ? -1 : 1);
  return a < b ? -1 : 1;
}
