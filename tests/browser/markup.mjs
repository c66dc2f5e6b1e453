// Reads the HTML of our pages, which close every element they open, and says what a page must not be.

const VOID = new Set(["area", "base", "br", "col", "embed", "hr", "img", "input", "link", "meta", "source", "track", "wbr",
  "path", "rect", "circle"]);
const RAW = new Set(["script", "style", "textarea", "title"]);
const ENTITIES = { amp: "&", lt: "<", gt: ">", quot: '"', apos: "'", nbsp: "\u00a0" };
const LOADING = ["src", "srcset", "poster", "data", "background", "ping", "manifest"];

const decode = (text) =>
  text.replace(/&(?:#x([0-9a-f]+)|#(\d+)|([a-z]+));/gi, (whole, hex, decimal, name) =>
    hex ? String.fromCodePoint(parseInt(hex, 16)) : decimal ? String.fromCodePoint(Number(decimal)) : (ENTITIES[name] ?? whole));

/** The elements of a page as a tree, and what is not well formed. */
export function parse(html) {
  const root = { tag: "", attributes: new Map(), children: [], parent: null };
  const faults = [];
  let at = root;
  let place = 0;
  const say = (text) => {
    if (text !== "") at.children.push(decode(text));
  };
  while (place < html.length) {
    const next = html.indexOf("<", place);
    if (next < 0) break;
    say(html.slice(place, next));
    if (html.startsWith("<!--", next)) {
      place = html.indexOf("-->", next) + 3;
      continue;
    }
    const match = /^<(\/?)([a-zA-Z][a-zA-Z0-9-]*)((?:\s+[^\s=>\/]+(?:\s*=\s*(?:"[^"]*"|'[^']*'|[^\s"'>]+))?)*)\s*(\/?)>|^<![^>]*>/.exec(html.slice(next));
    if (!match) {
      faults.push(`no markup: ${html.slice(next, next + 60)}`);
      place = next + 1;
      continue;
    }
    place = next + match[0].length;
    const [, closes, name, rest, closed] = match;
    if (!name) continue;
    const tag = name.toLowerCase();
    if (closes) {
      if (at.tag !== tag) {
        faults.push(`</${tag}> closes <${at.tag}>`);
        while (at.parent && at.tag !== tag) at = at.parent;
      }
      at = at.parent ?? root;
      continue;
    }
    const attributes = new Map();
    for (const [, key, double, single, bare] of rest.matchAll(/([^\s=>\/]+)(?:\s*=\s*(?:"([^"]*)"|'([^']*)'|([^\s"'>]+)))?/g)) {
      if (attributes.has(key)) faults.push(`<${tag}> has ${key} twice`);
      attributes.set(key.toLowerCase(), decode(double ?? single ?? bare ?? ""));
    }
    const element = { tag, attributes, children: [], parent: at };
    at.children.push(element);
    if (closed || VOID.has(tag)) continue;
    if (RAW.has(tag)) {
      const end = html.indexOf(`</${tag}`, place);
      element.children.push(decode(html.slice(place, end)));
      place = html.indexOf(">", end) + 1;
      continue;
    }
    at = element;
  }
  say(html.slice(place));
  if (at !== root) faults.push(`<${at.tag}> is not closed`);
  return { root, faults };
}

/** Every element below one, itself left out, in the order of the page. */
export function* elements(node) {
  for (const child of node.children) {
    if (typeof child === "string") continue;
    yield child;
    yield* elements(child);
  }
}

/** The words that people see. */
export function words(node) {
  if (["script", "style", "svg"].includes(node.tag)) return "";
  const text = node.children.map((child) => (typeof child === "string" ? child : ` ${words(child)} `)).join("");
  return text.replace(/[ \t\r\n]+/g, " ").trim();
}

/** The forms of a page, each with its fields and buttons. */
export function forms(root, path, origin) {
  const here = new URL(path, origin);
  return [...elements(root)].filter(({ tag }) => tag === "form").map((form) => {
    const get = (name) => form.attributes.get(name);
    const inside = [...elements(form)];
    const fields = inside.filter(({ tag }) => ["input", "select", "textarea"].includes(tag)).map((field) => ({
      name: field.attributes.get("name"),
      type: field.tag === "input" ? (field.attributes.get("type") ?? "text") : field.tag,
      value: field.tag === "textarea" ? words(field) : (field.attributes.get("value") ?? ""),
      isRequired: field.attributes.has("required"),
      isChecked: field.attributes.has("checked"),
      attributes: field.attributes,
      options: [...elements(field)].filter(({ tag }) => tag === "option").map((option) => ({
        value: option.attributes.get("value") ?? words(option), isSelected: option.attributes.has("selected"),
      })),
    }));
    const buttons = inside.filter(({ tag, attributes }) => tag === "button" && (attributes.get("type") ?? "submit") === "submit");
    const action = new URL(get("action") ?? "", here);
    return {
      method: (get("method") ?? "get").toLowerCase(),
      encoding: get("enctype") ?? "application/x-www-form-urlencoded",
      action: action.origin === here.origin ? action.pathname + action.search : action.href,
      fields: fields.filter(({ name }) => name),
      buttons: buttons.map(({ attributes }) => ({ name: attributes.get("name"), value: attributes.get("value") ?? "" })),
    };
  });
}

/** What is wrong with a page, in words. */
export function faultsOf(answer, origin) {
  const { root, faults } = parse(answer.text);
  const all = [...elements(root)];
  const having = (tag) => all.filter((element) => element.tag === tag);
  const [html] = having("html");
  if (!answer.text.startsWith("<!DOCTYPE html>")) faults.push("does not begin with <!DOCTYPE html>");
  const language = html?.attributes.get("lang");
  if (!["fr", "en"].includes(language)) faults.push(`lang is “${language}”`);
  if (answer.headers["content-language"] !== language) faults.push("Content-Language is not the language of the page");
  if (having("h1").length !== 1) faults.push(`has ${having("h1").length} h1`);
  if (!having("title").some((title) => words(title).length > 4)) faults.push("has no title");
  if (having("main").length !== 1) faults.push(`has ${having("main").length} main`);
  for (const element of all) {
    for (const [name, value] of element.attributes) {
      if (name === "style" || name.startsWith("on")) faults.push(`<${element.tag}> has the attribute ${name}`);
      if (LOADING.includes(name) || (name === "href" && element.tag === "link")) {
        if (new URL(value, origin).origin !== origin) faults.push(`loads ${value}`);
      }
      if (["href", "action", "formaction"].includes(name)) {
        const target = new URL(value, origin);
        const isOurs = target.origin === origin || ["mailto:", "tel:"].includes(target.protocol);
        if (!isOurs) faults.push(`leads to ${value}, another origin`);
      }
    }
    if (element.tag === "style") faults.push("has a style of its own");
    if (element.tag === "script" && !element.attributes.get("src")) faults.push("has a script of its own");
    if (["iframe", "object", "embed", "base"].includes(element.tag)) faults.push(`has <${element.tag}>`);
  }
  const ids = all.map(({ attributes }) => attributes.get("id")).filter(Boolean);
  const known = new Set(ids);
  ids.filter((id, index) => ids.indexOf(id) !== index).forEach((id) => faults.push(`has the id “${id}” twice`));
  for (const { tag, attributes } of all) {
    for (const name of ["for", "aria-describedby", "aria-labelledby", "aria-controls", "list"]) {
      const missing = (attributes.get(name) ?? "").split(/\s+/).filter((id) => id && !known.has(id));
      missing.forEach((id) => faults.push(`${name} of <${tag}> names “${id}”, which is not there`));
    }
    const href = attributes.get("href") ?? "";
    if (href.startsWith("#") && !known.has(href.slice(1))) faults.push(`a link leads to ${href}, which is not there`);
  }
  const text = words(root);
  const key = /(?<![\w/@.-])(page|problem|error|mail|sms|door)-[a-z]+(-[a-z]+)*(?![\w.@-])/.exec(text);
  if (key) faults.push(`shows “${key[0]}”, a key of the texts`);
  const code = /\b[A-Z]{3,}_[A-Z_]{2,}\b/.exec(text);
  if (code) faults.push(`shows “${code[0]}”, a code of ours`);
  if (/\bundefined\b|\{\{|\{%|\{ ?\$/.test(text)) faults.push("shows the inside of a template");
  return { root, faults: [...faults, ...faultsOfHeaders(answer)] };
}

function faultsOfHeaders({ headers, cookies }) {
  const faults = [];
  const policy = headers["content-security-policy"] ?? "";
  for (const rule of ["default-src 'none'", "form-action 'self'", "base-uri 'none'", "frame-ancestors 'none'"]) {
    if (!policy.includes(rule)) faults.push(`its policy lacks ${rule}`);
  }
  if (/unsafe-|\*|https?:|data:|blob:/.test(policy)) faults.push(`its policy is loose: ${policy}`);
  if (headers["x-content-type-options"] !== "nosniff") faults.push("lacks nosniff");
  if (headers["referrer-policy"] !== "no-referrer") faults.push("lets the next site know where it was");
  for (const { name, attributes } of cookies) {
    if (!attributes.has("httponly")) faults.push(`the cookie ${name} is open to scripts`);
    if (!["lax", "strict"].includes(attributes.get("samesite")?.toLowerCase())) faults.push(`the cookie ${name} lacks SameSite`);
    if (attributes.has("domain")) faults.push(`the cookie ${name} goes to other hosts`);
  }
  return faults;
}

/** Where the French of a page lets a line break before a mark; for pages that hold our own words alone. */
export function looseMarks(root) {
  const loose = /[^\s«]{0,20} [:;?!»](?=\s|$)/.exec(words(root));
  return loose ? [`“${loose[0]}” needs a space that does not break`] : [];
}

/** What other addresses a page loads: its style, script and images. */
export function loads(root) {
  const found = [...elements(root)].flatMap(({ tag, attributes }) => {
    if (tag === "link" && ["stylesheet", "icon"].includes(attributes.get("rel"))) return [attributes.get("href")];
    return ["script", "img"].includes(tag) && attributes.has("src") ? [attributes.get("src")] : [];
  });
  return [...new Set(found)];
}
