// The browser: Debian's Chromium, with nothing of its own that asks the network for anything.
import { mkdtempSync, rmSync } from "node:fs";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { chromium } from "playwright-core";

const FLAGS = ["--headless", "--no-sandbox", "--disable-gpu", "--disable-quic", "--no-first-run", "--disable-background-networking",
  "--disable-component-update", "--disable-sync"];
const PATIENCE_MS = 15_000;
export const PHONE = { width: 360, height: 740 };
export const DESK = { width: 1280, height: 900 };

/** Runs some work with a browser that knows nothing of any other run. */
export async function withBrowser(executablePath, work) {
  // Chromium wants room that it may write into; its profile is playwright's own, new each time.
  const home = mkdtempSync(join(tmpdir(), "seko-browser-"));
  const browser = await chromium.launch({ executablePath, args: FLAGS, env: { ...process.env, HOME: home } });
  try {
    return await work(browser);
  } finally {
    await browser.close();
    rmSync(home, { recursive: true, force: true });
  }
}

/** A page of its own context, which reports what its browser complains about. */
export async function openPage(browser, report, { place, language = "fr", viewport = PHONE, ...options }) {
  const locale = { fr: "fr-FR", en: "en-GB" }[language];
  const context = await browser.newContext({ locale, viewport, serviceWorkers: "block", ...options });
  context.setDefaultTimeout(PATIENCE_MS);
  const page = await context.newPage();
  const where = () => `${place}, ${new URL(page.url(), "http://nowhere").pathname}`;
  page.on("pageerror", (fault) => report.violation(where(), `its script fails: ${fault.message}`));
  page.on("console", (message) => {
    // A page that says no answers 4xx, which the browser notes as an error; the stories see what it says.
    const isRefusal = /status of 4\d\d/.test(message.text());
    if (message.type() === "error" && !isRefusal) report.violation(where(), `the browser complains: ${message.text()}`);
  });
  page.on("response", (response) => {
    if (response.status() >= 500) report.violation(where(), `${response.url()} answers ${response.status()}`);
  });
  const origin = new URL(options.baseURL ?? "http://nowhere").origin;
  page.on("request", (request) => {
    const target = new URL(request.url());
    if (target.protocol.startsWith("http") && target.origin !== origin) report.violation(where(), `asks ${request.url()}`);
  });
  return page;
}
