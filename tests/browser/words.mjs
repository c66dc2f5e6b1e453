// The words of the pages, from the same files as the pages take them: api/locales/*.ftl.
import { readFileSync } from "node:fs";

const read = (language) => {
  const texts = new Map();
  let key = null;
  for (const line of readFileSync(new URL(`../../api/locales/${language}.ftl`, import.meta.url), "utf8").split("\n")) {
    const begins = /^([a-zA-Z][\w-]*)\s*=\s*(.*)$/.exec(line);
    if (begins) {
      key = begins[1];
      texts.set(key, begins[2]);
    } else if (/^\s+\S/.test(line) && key) texts.set(key, `${texts.get(key)}\n${line.trim()}`.trim());
    else if (!/^\s*$/.test(line)) key = null;
  }
  return texts;
};
const TEXTS = { fr: read("fr"), en: read("en") };

const literal = (text) => text.replace(/[.*+?^${}()|[\]\\]/g, "\\$&").replace(/\s+/g, "\\s+");

/** What a page says under a key, as a pattern: a name in it may be any, and a choice of plural too. */
export function pattern(key, language) {
  const text = TEXTS[language].get(key);
  if (text === undefined) throw new Error(`there is no text “${key}” in ${language}`);
  const parts = text.split(/\{(?:[^{}]|\{[^{}]*\})*\}/);
  return new RegExp(`^\\s*${parts.map(literal).join(".+?")}\\s*$`, "s");
}

/** The same, at the beginning of a text. */
export const beginning = (key, language) => new RegExp(pattern(key, language).source.slice(0, -4), "s");

/** The same, anywhere in a text. */
export const passage = (key, language) => new RegExp(pattern(key, language).source.slice(4, -4), "s");
