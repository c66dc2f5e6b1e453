// What was looked at, and what is wrong. A violation fails the run; the same words at the same place count once.

export class Report {
  #violations = new Map();
  #looked = new Map();
  #part = "";

  /** A part of the run, by its name: everything until the next one belongs to it. */
  async part(name, work) {
    this.#part = name;
    const [before, began] = [this.#violations.size, Date.now()];
    try {
      await work();
    } catch (fault) {
      this.violation("the run itself", fault.stack ?? String(fault));
    }
    const found = this.#violations.size - before;
    const seconds = ((Date.now() - began) / 1000).toFixed(1);
    console.log(`${found === 0 ? "ok    " : "FAILED"} ${name}: ${this.#looked.get(name) ?? 0} looked at, ${found} wrong, ${seconds} s`);
  }

  /** One more thing was looked at. */
  look() {
    this.#looked.set(this.#part, (this.#looked.get(this.#part) ?? 0) + 1);
  }

  violation(place, text) {
    const line = `${place}: ${text}`;
    if (this.#violations.has(line)) return;
    this.#violations.set(line, this.#part);
    console.log(`  wrong  ${line}`);
  }

  /** Whether a part that ran looked at nothing: then it proves nothing. */
  expect(isSo, place, text) {
    this.look();
    if (!isSo) this.violation(place, text);
  }

  get violations() {
    return this.#violations.size;
  }
}
