// Reads every page of a running server as people do, and says what is wrong:
//   node run.mjs http://127.0.0.1:8080 ../../seko-data
// The server runs `seko demo` in development, on a data folder that nobody else uses; DATA_DIR is that folder.
import { copyFileSync, existsSync, mkdirSync } from "node:fs";
import { join } from "node:path";
import { fileURLToPath } from "node:url";
import { parseArgs } from "node:util";
import { withBrowser } from "./chromium.mjs";
import { Letterbox } from "./letterbox.mjs";
import { look, patterns, slowLink } from "./looks.mjs";
import { Person } from "./person.mjs";
import { FORGETFUL_MEMBER, Registry } from "./registry.mjs";
import { Report } from "./report.mjs";
import { ROLES, clientAs } from "./roles.mjs";
import { PENDING, STORIES } from "./stories/index.mjs";
import { Walk } from "./walk.mjs";

const USAGE = `node run.mjs ADDRESS DATA_DIR
  --screenshots FOLDER  where the pictures go (target/screenshots)
  --readme              copies the pictures that the README shows into docs/screenshots
  --story WORDS         tells only the stories whose title holds these words
  --chromium FILE       the browser (/usr/bin/chromium)`;
/** Pages of which the README shows what a phone shows first. */
const IN_README = ["anyone-front", "member-me", "member-matches"];
const root = fileURLToPath(new URL("../../", import.meta.url));

const { values: options, positionals } = parseArgs({
  allowPositionals: true,
  options: {
    screenshots: { type: "string", default: join(root, "target/screenshots") },
    readme: { type: "boolean", default: false },
    story: { type: "string" },
    chromium: { type: "string", default: "/usr/bin/chromium" },
  },
});
const [given, dataFolder] = positionals;
if (!given || !dataFolder) {
  console.error(USAGE);
  process.exit(2);
}
for (const needed of [options.chromium, dataFolder]) {
  if (existsSync(needed)) continue;
  console.error(`${needed} is not there.\n${USAGE}`);
  process.exit(2);
}
mkdirSync(options.screenshots, { recursive: true });

const report = new Report();
const address = new URL(given).origin;
const [letterbox, registry] = [new Letterbox(dataFolder), new Registry(address)];
const shared = { address, report, letterbox, registry, screenshots: options.screenshots, inReadme: IN_README };

/** Pages that no link leads to: those of mailed links, and those that say what went wrong. */
async function hiddenPages(walk, anyone) {
  const email = `reader-${process.pid}@example.org`;
  await registry.register(email);
  const links = [await letterbox.link(email, "/verify")];
  await registry.askForReset(FORGETFUL_MEMBER);
  links.push(await letterbox.link(FORGETFUL_MEMBER, "/reset"));
  for (const language of ["fr", "en"]) {
    for (const link of links) await walk.page("anyone", anyone, `${link}&lang=${language}`);
    await walk.page("anyone", anyone, `/verify?lang=${language}`, 400);
    await walk.page("anyone", anyone, `/no/such/page?lang=${language}`, 404);
  }
}

async function tellStories(world) {
  for (const { title, tell } of STORIES) {
    if (options.story && !title.includes(options.story)) continue;
    if (PENDING.has(title)) {
      console.log(`  PENDING  ${title}: ${PENDING.get(title)}`);
      continue;
    }
    for (const language of ["fr", "en"]) {
      for (const hasScript of [true, false]) {
        const place = `${title}, ${language}, ${hasScript ? "with" : "without"} script`;
        const people = [];
        const person = (name) => {
          people.push(new Person({ ...world, language, hasScript, place }, name));
          return people.at(-1);
        };
        const expect = (isSo, text) => report.expect(isSo, place, `not so: ${text}`);
        try {
          await tell({ person, registry, language, hasScript, expect });
        } catch (fault) {
          report.violation(place, fault.message.split("\n").slice(0, 3).join(" "));
        }
        await Promise.all(people.map((each) => each.leavesTheDevice()));
      }
    }
  }
}

await withBrowser(options.chromium, async (browser) => {
  const world = { ...shared, browser };
  if (!options.story) {
    await report.part("Patterns of the style sheet", () => patterns(world));
    const walk = new Walk(shared);
    const clients = {};
    await report.part("Every link, as each role", async () => {
      for (const role of Object.keys(ROLES)) {
        clients[role] = await clientAs(role, shared);
        await walk.everyLink(role, clients[role], ROLES[role].starts);
      }
      await hiddenPages(walk, clients.anyone);
    });
    console.log(`       ${walk.weights}`);
    await report.part("Every page, as it looks and by keyboard", async () => {
      for (const seen of walk.pages) await look(world, seen);
    });
    await report.part("The front page over a slow link", async () => {
      console.log(`       ${await slowLink(world, "/")} ms`);
    });
    await report.part("Stories", () => tellStories(world));
    await report.part("Every form, as each role", async () => {
      for (const role of Object.keys(ROLES)) await walk.everyForm(role, clients[role]);
    });
  } else {
    await report.part("Stories", () => tellStories(world));
  }
});

if (options.readme) {
  mkdirSync(join(root, "docs/screenshots"), { recursive: true });
  const there = IN_README.filter((name) => existsSync(join(options.screenshots, `${name}-screen.png`)));
  there.forEach((name) => copyFileSync(join(options.screenshots, `${name}-screen.png`), join(root, `docs/screenshots/${name}-phone.png`)));
}
console.log(report.violations === 0 ? "nothing is wrong with the pages" : `${report.violations} wrong`);
process.exit(report.violations === 0 ? 0 : 1);
