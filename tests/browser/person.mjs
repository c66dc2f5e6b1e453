// Somebody who uses the pages: does what people do, and finds things by what they are called. What they are called is
// given by the key of the text in api/locales, since it is said in two languages; a plain text is written as "= text".
import { beginning, passage, pattern } from "./words.mjs";
import { PHONE, openPage } from "./chromium.mjs";

let unique = 0;

export class Person {
  #address;
  #report;
  #letterbox;
  #place;

  /** @param {{ browser, address, report, letterbox, language, hasScript, place }} world */
  constructor(world, name) {
    Object.assign(this, { world, name, language: world.language });
    this.#address = world.address;
    this.#report = world.report;
    this.#letterbox = world.letterbox;
    this.#place = `${world.place}, ${name}`;
    unique += 1;
    this.email = `${name.toLowerCase()}-${process.pid}-${unique}@example.org`;
    this.phone = `+22507${String(10_000_000 + ((process.pid * 97 + unique * 7919) % 89_999_999))}`;
  }

  /** Takes a device in hand: a browser that has never been here. */
  async begins(viewport = PHONE) {
    const { browser, language, hasScript } = this.world;
    const options = { place: this.#place, language, viewport, javaScriptEnabled: hasScript, baseURL: this.#address };
    this.page = await openPage(browser, this.#report, options);
    return this;
  }

  /** Takes another device in hand, and leaves this one behind. */
  async takesAnotherDevice() {
    await this.leavesTheDevice();
    return this.begins();
  }

  async leavesTheDevice() {
    await this.page.context().close();
  }

  /** What a key says in this person's language, to be found whole, or as another pattern of the words says. */
  named(words, how = pattern) {
    return words.startsWith("= ") ? words.slice(2) : how(words, this.language);
  }

  async opens(path) {
    const mark = path.includes("?") ? "&" : "?";
    await this.page.goto(path.includes("lang=") ? path : `${path}${mark}lang=${this.language}`);
    await this.#looksAround();
  }

  /** A link, by its words. */
  async follows(words) {
    await this.#goes(this.page.getByRole("link", { name: this.named(words) }).first());
  }

  /** A button, by its words; of several alike the one that names something. */
  async presses(words, of) {
    await this.#goes(this.button(words, of));
  }

  button(words, of) {
    const name = of ? new RegExp(`${this.named(words, beginning).source}.*${this.named(of, passage).source}`, "s") : this.named(words);
    return this.page.getByRole("button", { name }).first();
  }

  async #goes(control) {
    await control.click();
    await this.page.waitForLoadState("load");
    await this.#looksAround();
  }

  /** A text field, by its label. */
  async writes(label, text) {
    await this.page.getByLabel(this.named(label, beginning)).first().fill(text);
  }

  /** What stands in a field. */
  async holds(label, text) {
    this.#report.look();
    const value = await this.page.getByLabel(this.named(label, beginning)).first().inputValue();
    if (value !== text) throw new Error(`${this.page.url()}: “${label}” holds “${value}”, not “${text}”`);
  }

  /** One of a list, by the label of the list and the value or words of the choice. */
  async chooses(label, choice) {
    await this.page.getByLabel(this.named(label, beginning)).first().selectOption(choice);
  }

  /** A box or round button, by its words. */
  async ticks(words) {
    await this.page.getByLabel(this.named(words, beginning)).first().check();
  }

  async unticks(words) {
    await this.page.getByLabel(this.named(words, beginning)).first().uncheck();
  }

  /** All boxes of a group, by the words above it. */
  async ticksAll(legend) {
    const group = this.page.getByRole("group", { name: this.named(legend, beginning) });
    for (const box of await group.getByRole("checkbox").all()) await box.check();
  }

  /** Words anywhere in the page. */
  async reads(words) {
    this.#report.look();
    const text = this.page.getByText(this.named(words, passage)).locator("visible=true").first();
    try {
      await text.waitFor();
    } catch {
      throw new Error(`${this.page.url()} does not say “${words}”: ${await this.said()}`);
    }
    return text.innerText();
  }

  /** What pages have kept on this device. */
  async keptOnTheDevice() {
    return this.page.evaluate(() => JSON.stringify({ ...localStorage, ...sessionStorage }));
  }

  /** The heading of the page. */
  async isAt(words) {
    this.#report.look();
    const heading = this.page.getByRole("heading", { level: 1, name: this.named(words) });
    try {
      await heading.waitFor();
    } catch {
      throw new Error(`${this.page.url()} is not “${words}”: ${await this.said()}`);
    }
  }

  async doesNotRead(words) {
    this.#report.look();
    const found = await this.page.getByText(this.named(words, passage)).locator("visible=true").count();
    if (found > 0) throw new Error(`${this.page.url()} says “${words}”`);
  }

  /** The page as text. */
  async said() {
    return (await this.page.locator("main").innerText()).replace(/\s+/g, " ").slice(0, 600);
  }

  /** The code that came by mail or, with a number, as a text message. */
  code(recipient = this.email) {
    return this.#letterbox.code(recipient);
  }

  /** The path of the link that came by mail. */
  link(path) {
    return this.#letterbox.link(this.email, path);
  }

  /** Comes in by a code: the way of everybody, new or not. */
  async comesIn(recipient = this.email) {
    await this.opens("/");
    await this.follows("page-front-start");
    await this.writes("page-start-address", recipient);
    await this.presses("page-start-button");
    await this.isAt("page-code-title");
    await this.writes("page-code-label", await this.code(recipient));
    await this.presses("page-code-button");
  }

  /** Comes in and registers, with every consent. */
  async joins({ givenNames = this.name, familyNames = "Traoré", country = "FR", recipient = this.email } = {}) {
    await this.comesIn(recipient);
    await this.isAt("page-join-title");
    await this.writes("page-details-given", givenNames);
    await this.writes("page-details-family", familyNames);
    await this.chooses("page-details-country", country);
    await this.ticksAll("page-join-consents-legend");
    await this.presses("page-join-button");
    await this.reads("page-done-joined");
  }

  /** Finds a skill by a word and adds it, well mastered. */
  async addsSkill(word) {
    await this.opens("/me/skills");
    await this.writes("page-skill-find", word);
    await this.presses("page-skill-search");
    await this.chooses("page-skill-level", { index: 5 });
    await this.presses("page-skill-add-named");
    await this.reads("page-done-added");
  }

  /** Opens the project that needs them most, and gives its name. */
  async opensFirstMatch() {
    await this.opens("/matches");
    const first = this.page.locator(".card h2 a").first();
    const name = (await first.innerText()).trim();
    await this.#goes(first);
    return name;
  }

  async #looksAround() {
    const widths = () => [document.documentElement.scrollWidth, document.documentElement.clientWidth];
    const [scrollWidth, clientWidth] = await this.page.evaluate(widths);
    const place = `${this.#place}, ${new URL(this.page.url()).pathname}`;
    this.#report.expect(scrollWidth <= clientWidth, place, `is ${scrollWidth} wide on a screen of ${clientWidth}`);
  }
}
