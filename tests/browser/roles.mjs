// Who opens pages: each of them signed in as people sign in, through the pages.
import { Client } from "./client.mjs";
import { forms, parse } from "./markup.mjs";
import { AGENT, MEMBER } from "./registry.mjs";

/** The form of a page that has a field of this name. */
function formWith(answer, field, origin) {
  const found = forms(parse(answer.text).root, answer.path, origin).find(({ fields }) => fields.some(({ name }) => name === field));
  if (!found) throw new Error(`${answer.path} answers ${answer.status} without a form for “${field}”`);
  return found;
}

async function fill(client, answer, values) {
  const form = formWith(answer, Object.keys(values)[0], client.address);
  const pairs = form.fields.map(({ name, value }) => [name, values[name] ?? value]);
  return client.send(form, pairs);
}

async function byPassword(client, email) {
  await fill(client, await client.open("/start/password"), { email, password: "seko-demo-2026" });
}

async function byCode(client, email, letterbox) {
  const asked = await fill(client, await client.open("/start"), { address: email });
  await fill(client, asked, { code: await letterbox.code(email) });
}

/** Role → how a client becomes it, and pages that no link leads this role to. */
export const ROLES = {
  anyone: { starts: ["/"], become: async () => {} },
  newcomer: {
    starts: ["/join", "/claim"],
    become: (client, { letterbox }) => byCode(client, `newcomer-${process.pid}@example.org`, letterbox),
  },
  member: { starts: ["/", "/me"], become: (client) => byPassword(client, MEMBER) },
  agent: {
    starts: ["/", "/desk"],
    become: async (client, { letterbox, registry }) => {
      await registry.makeAgent();
      await byCode(client, AGENT, letterbox);
    },
  },
};

/** A client in a role. */
export async function clientAs(role, world) {
  const client = new Client(world.address);
  await ROLES[role].become(client, world);
  if (role !== "anyone" && !client.isSignedIn) throw new Error(`nobody comes in as ${role}`);
  return client;
}
