// Sends what the form holds and shows the answer. Nothing is kept: a token lives as long as the page.
"use strict";

const words = {
  fr: { badVariables: "Les variables ne sont pas du JSON valide.", sending: "Envoi…", noAnswer: "Aucune réponse du serveur.", other: "English" },
  en: { badVariables: "The variables are not valid JSON.", sending: "Sending…", noAnswer: "The server gave no answer.", other: "français" },
};
const element = (id) => document.getElementById(id);
const translated = [...document.querySelectorAll("[data-en]")].map((node) => ({ node, fr: node.textContent, en: node.dataset.en }));
let language = "fr";

function speak(chosen) {
  language = chosen;
  document.documentElement.lang = chosen;
  for (const entry of translated) entry.node.textContent = entry[chosen];
  element("language").textContent = words[chosen].other;
  element("language").lang = chosen === "fr" ? "en" : "fr";
}

function headers() {
  const asked = {
    "Content-Type": "application/json",
    "Accept": "application/graphql-response+json, application/json;q=0.9",
    "Accept-Language": element("accept-language").value,
  };
  const token = element("authorization").value.trim().replace(/^Bearer\s+/i, "");
  if (token) asked["Authorization"] = `Bearer ${token}`;
  if (element("purpose").value) asked["Seko-Purpose"] = element("purpose").value;
  const key = element("idempotency-key").value.trim();
  if (key) asked["Idempotency-Key"] = key;
  return asked;
}

function show(status, answer) {
  element("status").textContent = status;
  element("answer").textContent = answer;
}

async function run() {
  let variables;
  try {
    variables = JSON.parse(element("variables").value.trim() || "{}");
  } catch {
    show(words[language].badVariables, "");
    return;
  }
  show(words[language].sending, "");
  const began = performance.now();
  try {
    const body = JSON.stringify({ query: element("query").value, variables });
    const response = await fetch("/graphql", { method: "POST", headers: headers(), body, credentials: "omit" });
    const text = await response.text();
    const took = Math.round(performance.now() - began);
    show(`${response.status} ${response.statusText} – ${took} ms`, readable(text));
  } catch {
    show(words[language].noAnswer, "");
  }
}

function readable(text) {
  try {
    return JSON.stringify(JSON.parse(text), null, 2);
  } catch {
    return text;
  }
}

element("language").addEventListener("click", () => speak(language === "fr" ? "en" : "fr"));
element("request").addEventListener("submit", (event) => {
  event.preventDefault();
  run();
});
element("request").addEventListener("keydown", (event) => {
  if (event.key === "Enter" && (event.ctrlKey || event.metaKey)) {
    event.preventDefault();
    run();
  }
});
if ((navigator.language || "fr").toLowerCase().startsWith("en")) {
  speak("en");
  element("accept-language").value = "en";
}
