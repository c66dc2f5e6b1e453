// What people get while the registry runs in development: mails and text messages, as files.
import { existsSync, readFileSync, readdirSync, statSync } from "node:fs";
import { join } from "node:path";

const PATIENCE_MS = 15_000;
const pause = (ms) => new Promise((resolve) => setTimeout(resolve, ms));

export class Letterbox {
  #folder;
  #read = new Set();

  constructor(dataFolder) {
    this.#folder = dataFolder;
  }

  /** What is there for an address or number, the newest first. */
  #letters(recipient) {
    const folders = ["mail", "sms"].map((name) => join(this.#folder, name)).filter((folder) => existsSync(folder));
    const files = folders.flatMap((folder) => readdirSync(folder).map((name) => join(folder, name)));
    const letters = files.map((file) => ({ file, text: readFileSync(file, "utf8"), at: statSync(file).mtimeMs }));
    return letters.filter(({ text }) => text.startsWith(`To: ${recipient}\n`)).sort((one, other) => other.at - one.at);
  }

  /** The text of the next letter to somebody in which a pattern is found, and what was found. Each is given out once. */
  async next(recipient, wanted) {
    for (const end = Date.now() + PATIENCE_MS; Date.now() < end; await pause(100)) {
      for (const { file, text } of this.#letters(recipient)) {
        const found = wanted.exec(text);
        if (this.#read.has(file) || !found) continue;
        this.#read.add(file);
        return { text, found };
      }
    }
    throw new Error(`nothing came for ${recipient} that has ${wanted}`);
  }

  /** The six digits by which somebody comes in. */
  async code(recipient) {
    return (await this.next(recipient, /\b\d{6}\b/)).found[0];
  }

  /** The path of the link in a mail. */
  async link(recipient, path) {
    return (await this.next(recipient, new RegExp(`https?://[^/\\s]+(${path}\\?\\S+)`))).found[1];
  }
}
