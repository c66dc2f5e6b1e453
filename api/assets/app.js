// Makes the pages better where there is a script; each of them works without. Nothing is sent but the forms themselves.
// What somebody types into a long form stays on this device until the server has it: under a mark of their account, so
// that nobody else who uses the device is shown it, and never a consent, a code or a password.
"use strict";

const words = document.currentScript.dataset;
const OURS = "seko ";
const SENT = `${OURS}sent`;
const NEVER = ["hidden", "password", "file", "submit"];

const draftOf = (form) => `${OURS}${words.mark} ${new URL(form.action).pathname}`;
const isKept = (field) => field.name && !NEVER.includes(field.type) && field.name !== "consents";
const versionOf = (form) => form.elements.namedItem("version")?.value ?? "";

function typed(form) {
  const fields = [...form.elements].filter(isKept);
  return { version: versionOf(form), fields: fields.map((field) => [field.name, field.value, field.checked === true]) };
}

function stored(key) {
  try {
    return JSON.parse(localStorage.getItem(key));
  } catch {
    return null;
  }
}

function store(key, value) {
  try {
    if (value === null) localStorage.removeItem(key);
    else localStorage.setItem(key, JSON.stringify(value));
  } catch {
    // No room, or no leave to keep anything: the form still works.
  }
}

function forget(isGone) {
  try {
    Object.keys(localStorage).filter((key) => key.startsWith(OURS) && isGone(key)).forEach((key) => localStorage.removeItem(key));
  } catch {
    // Nothing was kept.
  }
}

function restore(form) {
  const draft = stored(draftOf(form));
  if (!Array.isArray(draft?.fields) || JSON.stringify(draft) === JSON.stringify(typed(form))) return;
  // Saved from another device meanwhile: what is newer is not written over.
  if (draft.version !== versionOf(form)) return store(draftOf(form), null);
  const left = [...draft.fields];
  for (const field of [...form.elements].filter(isKept)) {
    const isChoice = field.type === "radio" || field.type === "checkbox";
    const place = left.findIndex(([name, value]) => name === field.name && (!isChoice || value === field.value));
    if (place < 0) continue;
    const [[, value, checked]] = left.splice(place, 1);
    if (isChoice) field.checked = checked;
    else field.value = value;
  }
  say(form, words.restored);
}

function say(form, text) {
  let notice = form.querySelector("[data-says]");
  if (!notice) {
    notice = document.createElement("p");
    notice.className = "notice";
    notice.setAttribute("role", "status");
    notice.dataset.says = "";
    form.prepend(notice);
  }
  notice.textContent = text;
}

// What the server has needs no draft; what is another's, or nobody's any more, stays on no device.
if (document.querySelector("[data-saved]")) store(stored(SENT) ?? SENT, null);
if (words.mark) forget((key) => key !== SENT && !key.startsWith(`${OURS}${words.mark} `));
for (const form of document.querySelectorAll("form[data-leaves]")) form.addEventListener("submit", () => forget(() => true));

if (words.mark) {
  for (const form of document.querySelectorAll("form[data-draft]")) {
    restore(form);
    form.addEventListener("input", () => store(draftOf(form), typed(form)));
    form.addEventListener("submit", () => store(SENT, draftOf(form)));
  }
}

let waiting = null;
for (const form of document.querySelectorAll("form[method=post]")) {
  form.addEventListener("submit", (event) => {
    if (!navigator.onLine) {
      event.preventDefault();
      waiting = () => form.requestSubmit(event.submitter);
      say(form, "draft" in form.dataset && words.mark ? words.offline : words.unkept);
      return;
    }
    // A second press while the first is under way does nothing.
    const buttons = [...form.querySelectorAll("button")];
    setTimeout(() => buttons.forEach((button) => (button.disabled = true)));
    setTimeout(() => buttons.forEach((button) => (button.disabled = false)), 8000);
  });
}
addEventListener("online", () => waiting?.());
addEventListener("pageshow", () => document.querySelectorAll("form button:disabled").forEach((button) => (button.disabled = false)));

// Searching while typing: the same page, of which only the results are taken.
for (const form of document.querySelectorAll("form[data-live]")) {
  const field = form.querySelector("input[type=search]");
  const results = document.getElementById(form.dataset.live);
  if (!field || !results) continue;
  let asked = null;
  let timer = 0;
  const look = async () => {
    asked?.abort();
    asked = new AbortController();
    const address = new URL(form.action);
    new FormData(form).forEach((value, name) => address.searchParams.set(name, value));
    try {
      const answer = await fetch(address, { signal: asked.signal });
      if (!answer.ok) return;
      const page = new DOMParser().parseFromString(await answer.text(), "text/html");
      const found = page.getElementById(form.dataset.live);
      if (found) results.replaceChildren(...found.childNodes);
    } catch {
      // Without a connection the button still tries.
    }
  };
  field.addEventListener("input", () => {
    clearTimeout(timer);
    if (field.value.trim().length > 1) timer = setTimeout(look, 300);
  });
}

document.getElementById("problems")?.focus();
