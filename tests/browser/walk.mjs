// Walks the pages without a browser, as each role: every link, then every form, empty and filled in, with and without
// what proves that a page of ours sent it.
import { elements, faultsOf, forms, loads, looseMarks, parse, words } from "./markup.mjs";
import { empty, valid } from "./samples.mjs";

const MOST_PAGE_BYTES = 60 * 1024;
const MOST_FRONT_BYTES = 20 * 1024;
/** How many pages of one pattern are opened, such as those of positions. */
const MOST_ALIKE = 3;
/** Addresses of ours that are tools and no pages. */
const TOOLS = ["/graphiql", "/schema.graphql"];
/** Ends what the forms after it would need. */
const ENDS = /sign-out|sessions|leave|erase|withdraw/;

const ID = /^([0-9a-f]{8}-[0-9a-f-]{27}|[a-z_]+_[0-9a-f-]{32,36}|[A-Za-z0-9_-]{32,})$/;

/** The address with what differs from one row to the next left out. */
export function patternOf(address) {
  const { pathname, searchParams } = new URL(address, "http://nowhere");
  const path = pathname.split("/").map((part) => (ID.test(part) ? ":id" : part)).join("/");
  const names = [...new Set(searchParams.keys())].filter((name) => name !== "lang").sort();
  return names.length === 0 ? path : `${path}?${names.join("&")}`;
}

const languageOf = (answer) => answer.headers["content-language"];

export class Walk {
  /** Pages that were seen, one for each role, pattern and language. */
  pages = [];
  #weights = new Map();
  #heaviest = 0;

  constructor(world) {
    Object.assign(this, world);
  }

  /** Opens whatever is a link away from some pages. */
  async everyLink(role, client, starts) {
    const queue = starts.flatMap((path) => ["fr", "en"].map((language) => ({ path: `${path}?lang=${language}`, from: "the start" })));
    const [seen, alike] = [new Set(), new Map()];
    while (queue.length > 0) {
      const { path, from } = queue.shift();
      if (seen.has(path)) continue;
      seen.add(path);
      const kind = `${patternOf(path)} ${new URL(path, this.address).searchParams.get("lang")}`;
      const already = alike.get(kind) ?? 0;
      if (already === MOST_ALIKE) continue;
      alike.set(kind, already + 1);
      const answer = await client.open(path);
      this.report.look();
      const place = `${role}, ${path}`;
      if (answer.status >= 400) {
        this.report.violation(place, `answers ${answer.status}; the link is in ${from}`);
        continue;
      }
      if (!answer.isHtml || TOOLS.includes(patternOf(answer.path))) continue;
      const root = await this.#judge(place, answer, client);
      if (already === 0) this.pages.push({ role, path: answer.path, pattern: patternOf(answer.path), language: languageOf(answer), client });
      for (const { tag, attributes } of elements(root)) {
        const target = tag === "a" && attributes.has("href") ? new URL(attributes.get("href"), new URL(answer.path, this.address)) : null;
        if (target?.origin === this.address) queue.push({ path: target.pathname + target.search, from: answer.path });
      }
      for (const form of this.#formsOf(answer)) {
        const asked = form.method === "get" && valid(form);
        const target = new URL(form.action, this.address);
        if (asked) queue.push({ path: `${target.pathname}?${new URLSearchParams(asked)}`, from: answer.path });
      }
    }
  }

  /** A page that is there although no link leads to it, or none that may be followed. */
  async page(role, client, path, status = 200) {
    const answer = await client.open(path);
    this.report.expect(answer.status === status, `${role}, ${path}`, `answers ${answer.status}, not ${status}`);
    await this.#judge(`${role}, ${path}`, answer, client);
    this.pages.push({ role, path, pattern: patternOf(path), language: languageOf(answer), client, status });
  }

  async #judge(place, answer, client) {
    if (answer.status >= 500) this.report.violation(place, `answers ${answer.status}: ${answer.text.slice(0, 200)}`);
    if (!answer.isHtml) {
      this.report.violation(place, `answers ${answer.status} with ${answer.headers["content-type"]}, no page`);
      return parse("").root;
    }
    const { root, faults } = faultsOf(answer, this.address);
    const marks = client.isSignedIn || languageOf(answer) !== "fr" ? [] : looseMarks(root);
    [...faults, ...marks].forEach((fault) => this.report.violation(place, fault));
    const isPersonal = client.isSignedIn || /[?&]token=/.test(answer.path);
    if (isPersonal && answer.headers["cache-control"] !== "no-store") this.report.violation(place, "may stay in a cache");
    await this.#weigh(place, answer, root, client);
    return root;
  }

  /** What a first visit transfers: the page with all that it loads. */
  async #weigh(place, answer, root, client) {
    let bytes = answer.bytes;
    for (const path of loads(root)) {
      if (!this.#weights.has(path)) {
        const loaded = await client.ask("GET", path);
        if (loaded.status !== 200) this.report.violation(place, `loads ${path}, which answers ${loaded.status}`);
        this.#weights.set(path, loaded.bytes);
      }
      bytes += this.#weights.get(path);
    }
    const isFront = patternOf(answer.path) === "/";
    const most = isFront ? MOST_FRONT_BYTES : MOST_PAGE_BYTES;
    if (bytes > most) this.report.violation(place, `weighs ${bytes} bytes, more than ${most}`);
    if (isFront) this.front = Math.max(this.front ?? 0, bytes);
    this.#heaviest = Math.max(this.#heaviest, bytes);
  }

  get weights() {
    return `the front page weighs ${this.front} bytes, the heaviest page ${this.#heaviest}`;
  }

  /** Sends every form of the pages that a role has seen; what ends things comes last. */
  async everyForm(role, client) {
    const found = new Map();
    for (const page of this.pages.filter((seen) => seen.role === role && seen.language === "fr")) {
      for (const form of this.#formsOf(await client.open(page.path))) {
        const key = `${form.method} ${patternOf(form.action)} ${form.fields.map(({ name }) => name).sort()} ${form.buttons.map(({ value }) => value)}`;
        if (!found.has(key)) found.set(key, { page: page.path, form });
      }
    }
    const all = [...found.values()];
    const ends = ({ form }) => Number(ENDS.test(form.action)) + Number(/sign-out|sessions/.test(form.action));
    all.sort((one, other) => ends(one) - ends(other));
    for (const { page, form } of all) {
      await this.#tryForm(role, client, page, form);
      if (role === "anyone" || client.isSignedIn) continue;
      if (!ENDS.test(form.action)) this.report.violation(`${role}, ${page}, form to ${form.action}`, "signs out");
      break;
    }
  }

  #formsOf(answer) {
    return answer.isHtml ? forms(parse(answer.text).root, answer.path, this.address) : [];
  }

  async #tryForm(role, client, path, form) {
    const place = `${role}, ${path}, form to ${form.action}`;
    // Each sending needs the form as it is now: its proof, its key and the version of what it changes.
    const fresh = async () => {
      const alike = this.#formsOf(await client.open(path)).filter(({ action }) => patternOf(action) === patternOf(form.action));
      return alike.find(({ fields }) => `${fields.map(({ name }) => name)}` === `${form.fields.map(({ name }) => name)}`);
    };
    const attempt = async (what, fill, headers, judge) => {
      const now = await fresh();
      const pairs = now && fill(now);
      if (!pairs) return;
      const answer = await client.send(now, pairs, headers);
      this.report.look();
      if (answer.isHtml) await this.#judge(`${place}, ${what}`, answer, client);
      else if (answer.status >= 500) this.report.violation(place, `${what}: answers ${answer.status}`);
      judge(answer);
    };
    const refused = (what) => ({ first }) => {
      if (first.status !== 403) this.report.violation(place, `${what}: answers ${first.status}, not 403`);
    };
    const isPost = form.method === "post";
    if (isPost) {
      const without = (now) => valid(now)?.filter(([name]) => name !== "csrf") ?? empty(now).filter(([name]) => name !== "csrf");
      await attempt("without its proof", without, {}, refused("without its proof"));
      await attempt("from another site", (now) => valid(now) ?? empty(now), { "sec-fetch-site": "cross-site" }, refused("from another site"));
    }
    const asks = form.fields.some(({ type }) => type !== "hidden");
    if (asks) {
      await attempt("empty", empty, {}, (answer) => {
        const isRefused = answer.first.status >= 400 && answer.first.status < 500;
        const isNeeded = form.fields.some(({ isRequired, type }) => isRequired && type !== "hidden" && type !== "select");
        if (isPost && isNeeded && !isRefused) this.report.violation(place, `is taken empty, with ${answer.first.status}`);
        if (isPost && isRefused && answer.isHtml && !/class="notice bad"/.test(answer.text)) {
          this.report.violation(place, "sent empty, it does not say what to mend");
        }
      });
    }
    for (const button of form.buttons.length > 0 ? form.buttons : [undefined]) {
      const what = `filled in${button?.value ? `, by “${button.value}”` : ""}`;
      await attempt(what, (now) => valid(now, button), {}, (answer) => {
        if (answer.status < 400) return;
        this.report.violation(place, `${what}: answers ${answer.status}: ${mendings(answer)}`);
      });
    }
  }
}

/** What a page says went wrong. */
function mendings(answer) {
  if (!answer.isHtml) return answer.text.slice(0, 200);
  const all = [...elements(parse(answer.text).root)];
  const notice = all.find(({ attributes }) => attributes.get("class") === "notice bad");
  return words(notice ?? all.find(({ tag }) => tag === "main") ?? parse("").root).slice(0, 300);
}
