// Asks pages as a browser without script does: it keeps cookies, follows redirects, and knows how many bytes came.
import http from "node:http";
import { gunzipSync } from "node:zlib";

const MOST_REDIRECTS = 5;
const MOST_PATIENCE = 3;
const agent = new http.Agent({ keepAlive: true, maxSockets: 4 });

const pause = (seconds) => new Promise((resolve) => setTimeout(resolve, seconds * 1000));

/** @param {string} header a Set-Cookie line */
function readCookie(header) {
  const [pair, ...rest] = header.split(";").map((part) => part.trim());
  const place = pair.indexOf("=");
  const attributes = new Map(rest.map((part) => part.split("=")).map(([name, value = ""]) => [name.toLowerCase(), value]));
  return { name: pair.slice(0, place), value: pair.slice(place + 1), attributes };
}

export class Client {
  #cookies = new Map();

  /** @param {string} address of the server, such as http://127.0.0.1:8080 */
  constructor(address, language = "fr") {
    this.address = address;
    this.language = language;
  }

  get isSignedIn() {
    return this.#cookies.has("seko");
  }

  /** The cookies, as a browser wants to be given them. */
  cookiesFor(url) {
    return [...this.#cookies].map(([name, value]) => ({ name, value, url, httpOnly: true, sameSite: "Lax" }));
  }

  /** One request, and its answer, whatever it is; told to wait, it waits. */
  async ask(method, path, { body, type, headers = {} } = {}) {
    for (let patience = 0; ; patience += 1) {
      const answer = await this.#send(method, path, { body, type, headers });
      if (answer.status !== 429 || patience === MOST_PATIENCE) return answer;
      await pause(Number(answer.headers["retry-after"] ?? 1));
    }
  }

  #send(method, path, { body, type, headers }) {
    const sent = { "accept-language": this.language, accept: "text/html,*/*", "accept-encoding": "gzip", ...headers };
    if (this.#cookies.size > 0) sent.cookie = [...this.#cookies].map(([name, value]) => `${name}=${value}`).join("; ");
    if (body !== undefined) Object.assign(sent, { "content-type": type, "content-length": Buffer.byteLength(body) });
    return new Promise((resolve, reject) => {
      const request = http.request(new URL(path, this.address), { method, headers: sent, agent }, (response) => {
        const parts = [];
        response.on("data", (part) => parts.push(part));
        response.on("error", reject);
        response.on("end", () => {
          const came = Buffer.concat(parts);
          const content = response.headers["content-encoding"] === "gzip" ? gunzipSync(came) : came;
          const cookies = (response.headers["set-cookie"] ?? []).map(readCookie);
          cookies.forEach((cookie) => this.#keep(cookie));
          const head = response.rawHeaders.reduce((sum, text) => sum + text.length + 2, 20);
          resolve({
            method, path, cookies,
            status: response.statusCode,
            headers: response.headers,
            text: content.toString("utf8"),
            bytes: came.length + head,
            isHtml: (response.headers["content-type"] ?? "").startsWith("text/html"),
          });
        });
      });
      request.on("error", reject);
      request.end(body);
    });
  }

  #keep({ name, value, attributes }) {
    if (value === "" || attributes.get("max-age") === "0") this.#cookies.delete(name);
    else this.#cookies.set(name, value);
  }

  /** Opens a page, wherever it leads; `path` of the answer is where it led to. */
  async open(path) {
    return this.#follow(await this.ask("GET", path));
  }

  /** Sends a form as the page that holds it would. */
  async send(form, values, headers = {}) {
    const sent = { "sec-fetch-site": "same-origin", origin: "null", ...headers };
    if (form.method === "get") {
      const address = new URL(form.action, this.address);
      address.search = new URLSearchParams(values).toString();
      return this.open(address.pathname + address.search);
    }
    if (form.encoding === "multipart/form-data") {
      const boundary = "boundary-of-the-browser-tests";
      const part = ([name, value]) => {
        const file = typeof value === "object" ? `; filename="${value.name}"\r\nContent-Type: ${value.type}` : "";
        const text = typeof value === "object" ? value.text : value;
        return `--${boundary}\r\nContent-Disposition: form-data; name="${name}"${file}\r\n\r\n${text}\r\n`;
      };
      const body = `${values.map(part).join("")}--${boundary}--\r\n`;
      return this.#follow(await this.ask("POST", form.action, { body, type: `multipart/form-data; boundary=${boundary}`, headers: sent }));
    }
    const body = new URLSearchParams(values).toString();
    return this.#follow(await this.ask("POST", form.action, { body, type: "application/x-www-form-urlencoded", headers: sent }));
  }

  async #follow(answer) {
    let last = answer;
    const cookies = [...answer.cookies];
    for (let turn = 0; turn < MOST_REDIRECTS && last.status >= 300 && last.status < 400 && last.headers.location; turn += 1) {
      const target = new URL(last.headers.location, new URL(last.path, this.address));
      if (target.origin !== new URL(this.address).origin) break;
      last = await this.ask("GET", target.pathname + target.search);
      cookies.push(...last.cookies);
    }
    return { ...last, first: answer, cookies };
  }
}
