// Looks at pages in the browser: axe in both colour schemes, narrow screens, the keyboard, a slow link, pictures.
import { readFileSync } from "node:fs";
import { createRequire } from "node:module";
import { join } from "node:path";
import { DESK, PHONE, openPage } from "./chromium.mjs";

const AXE = readFileSync(createRequire(import.meta.url).resolve("axe-core/axe.min.js"), "utf8");
const TAGS = ["wcag2a", "wcag2aa", "wcag21a", "wcag21aa", "wcag22aa", "best-practice"];
const NARROWEST = 320;
/** 400 kbit/s with 400 ms of latency, as from a village. */
const SLOW = { offline: false, latency: 400, downloadThroughput: 50_000, uploadThroughput: 50_000 };
const SLOW_MS = 3_000;
/** A date field is several stops of the Tab key. */
const MOST_STOPS_OF_A_FIELD = 6;

/** The pattern as the name of a file. */
const fileName = ({ role, pattern }) => `${role}-${pattern.replace(/[^a-z]+/g, "-").replace(/^-|-$/g, "") || "front"}`;

/** A browser with the cookies of a client, and so in its role. */
async function openAs({ browser, report, address }, { role, language, client }, options = {}) {
  const page = await openPage(browser, report, { place: role, language, baseURL: address, ...options });
  await page.context().addCookies(client.cookiesFor(address));
  return page;
}

/** Everything that is to be seen of one page. */
export async function look(world, seen) {
  const { report, screenshots, inReadme } = world;
  const place = `${seen.role}, ${seen.path}`;
  const page = await openAs(world, seen);
  await page.goto(seen.path);
  await axe(page, report, `${place}, light`);
  await page.emulateMedia({ colorScheme: "dark" });
  await axe(page, report, `${place}, dark`);
  const isFront = seen.pattern === "/" && seen.role === "anyone";
  if (isFront && seen.language === "fr") await page.screenshot({ path: join(screenshots, `${fileName(seen)}-phone-dark.png`) });
  await page.emulateMedia({ colorScheme: "light" });
  await keyboard(page, report, place);
  for (const width of [NARROWEST, PHONE.width]) await narrow(page, report, place, width);
  if (seen.language === "fr") {
    await page.goto(seen.path);
    const picture = (width, fullPage) => page.screenshot({ path: join(screenshots, `${fileName(seen)}-${width}.png`), fullPage });
    if (inReadme.includes(fileName(seen))) await picture("screen", false);
    await picture("phone", true);
    await page.setViewportSize(DESK);
    await picture("desk", true);
  }
  await page.context().close();
}

export async function axe(page, report, place) {
  // Told to the page by the browser's own tools, which its policy does not bind: the policy stays as strict as it is.
  await page.evaluate(AXE);
  const options = { runOnly: { type: "tag", values: TAGS }, rules: { "target-size": { enabled: true } }, resultTypes: ["violations"] };
  const { violations } = await page.evaluate((how) => window.axe.run(document, how), options);
  report.look();
  for (const { id, help, nodes } of violations) {
    for (const { html, failureSummary } of nodes.slice(0, 3)) {
      report.violation(place, `axe ${id}: ${help}: ${html.slice(0, 160)} ${failureSummary.split("\n").slice(1).join(" ").slice(0, 240)}`);
    }
  }
}

async function narrow(page, report, place, width) {
  await page.setViewportSize({ ...PHONE, width });
  const [wide, wider] = await page.evaluate(() => {
    const root = document.documentElement;
    const over = [...document.body.querySelectorAll("*")].filter((element) => element.getBoundingClientRect().right > root.clientWidth + 1);
    const shown = over.filter((element) => !element.matches(".unseen, .unseen *, .skip"));
    return [root.scrollWidth, shown.slice(0, 3).map((element) => element.outerHTML.slice(0, 80))];
  });
  report.expect(wide <= width && wider.length === 0, place, `is ${wide} wide on a screen of ${width}: ${wider.join(" ")}`);
}

/** Tab reaches every control, in the order of the page, and shows where it is. */
async function keyboard(page, report, place) {
  const stops = await page.evaluate(() => {
    const all = [...document.querySelectorAll("a[href], button, input, select, textarea, summary, [tabindex]")];
    const open = all.filter((element) => element.tabIndex >= 0 && !element.disabled && element.type !== "hidden" && element.checkVisibility());
    const groups = new Set();
    window.stops = open.filter((element) => {
      if (element.type !== "radio") return true;
      const group = open.filter((other) => other.type === "radio" && other.name === element.name && other.form === element.form);
      return element === (group.find((other) => other.checked) ?? group[0]) && !groups.has(element) && groups.add(element);
    });
    document.activeElement?.blur();
    window.scrollTo(0, 0);
    return window.stops.map((element) => element.outerHTML.slice(0, 100));
  });
  await page.evaluate(() => document.body.focus());
  let reached = -1;
  for (let press = 0; press < stops.length * MOST_STOPS_OF_A_FIELD && reached < stops.length - 1; press += 1) {
    await page.keyboard.press("Tab");
    const at = await page.evaluate(() => {
      const element = document.activeElement;
      const style = getComputedStyle(element);
      const { top, bottom, width } = element.getBoundingClientRect();
      const isSeen = bottom > 0 && top < innerHeight && width > 0;
      return { stop: window.stops.indexOf(element), hasRing: style.outlineStyle !== "none" && parseFloat(style.outlineWidth) > 0, isSeen };
    });
    if (at.stop === reached) continue;
    if (at.stop !== reached + 1) {
      report.violation(place, `Tab goes from ${stops[reached] ?? "the top"} to ${stops[at.stop] ?? "nowhere"}, past ${stops[reached + 1]}`);
      return;
    }
    reached = at.stop;
    if (!at.hasRing) report.violation(place, `the focus is not seen on ${stops[reached]}`);
    if (!at.isSeen) report.violation(place, `the focus is out of sight on ${stops[reached]}`);
  }
  report.expect(reached === stops.length - 1, place, `Tab does not reach ${stops[reached + 1]}`);
}

/** How long a first visit takes over a slow link, in milliseconds. */
export async function slowLink(world, path) {
  const { browser, report, address } = world;
  const page = await openPage(browser, report, { place: "slow link", baseURL: address });
  const tools = await page.context().newCDPSession(page);
  await tools.send("Network.enable");
  await tools.send("Network.emulateNetworkConditions", SLOW);
  const began = Date.now();
  await page.goto(path, { waitUntil: "load" });
  const took = Date.now() - began;
  report.expect(took <= SLOW_MS, path, `takes ${took} ms over a slow link, more than ${SLOW_MS}`);
  await page.context().close();
  return took;
}

/** The patterns of the style sheet, with the sheet as the server gives it. */
export async function patterns({ browser, report, address, screenshots }) {
  const page = await openPage(browser, report, { place: "patterns", language: "en", baseURL: address });
  const body = readFileSync(new URL("patterns.html", import.meta.url), "utf8");
  await page.route(`${address}/patterns`, (route) => route.fulfill({ contentType: "text/html; charset=utf-8", body }));
  await page.goto("/patterns");
  for (const colorScheme of ["light", "dark"]) {
    await page.emulateMedia({ colorScheme });
    await axe(page, report, `patterns, ${colorScheme}`);
    await page.screenshot({ path: join(screenshots, `patterns-phone-${colorScheme}.png`), fullPage: true });
  }
  await page.emulateMedia({ colorScheme: "light" });
  await keyboard(page, report, "patterns");
  for (const width of [NARROWEST, PHONE.width]) await narrow(page, report, "patterns", width);
  await page.setViewportSize(DESK);
  await page.screenshot({ path: join(screenshots, "patterns-desk.png"), fullPage: true });
  await page.context().close();
}
