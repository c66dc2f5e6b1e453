// What somebody might write into a form, guessed from the names and types of its fields.

const PDF = { name: "diplome.pdf", type: "application/pdf", text: "%PDF-1.4\n1 0 obj<</Type/Catalog>>endobj\ntrailer<</Root 1 0 R>>\n%%EOF\n" };
/** By the name of a field, where its type says too little. */
const BY_NAME = {
  givenNames: "Aïssata", familyNames: "Diarra", headline: "Maçonne, quinze ans de chantiers", residenceCity: "Abidjan",
  birthYear: "1990", phone: "+2250707070707", years: "4", lastUsed: "2025", title: "Conductrice de travaux",
  employer: "Chantiers du Sahel", city: "Bamako", does: "J’ai été maçon à Abidjan, je pose du carrelage et je lis les plans.",
  proof: "Formulaire 17, classeur B", reason: "C’est mon souhait", q: "maçon", daysPerYear: "30", organisation: "Université de Bamako",
};
let unique = 0;

const dayIn = (days) => new Date(Date.now() + days * 86_400_000).toISOString().slice(0, 10);

/** A value of a text field; undefined for what nobody can guess. */
function written({ name, type, value, attributes }) {
  unique += 1;
  const cut = (text) => text.slice(0, Number(attributes.get("maxlength") ?? text.length));
  if (attributes.get("autocomplete") === "one-time-code" || ["code", "secondFactor"].includes(name)) return undefined;
  if (attributes.get("autocomplete") === "current-password") return undefined;
  if (value !== "") return value;
  if (BY_NAME[name] !== undefined) return cut(BY_NAME[name]);
  const year = /year|annee/i.test(name) ? "2019" : undefined;
  const byType = {
    email: `lecteur-${process.pid}-${unique}@example.org`, tel: "+33612345678", url: "https://example.org/", search: "santé",
    number: year ?? attributes.get("min") ?? "1", date: dayIn(/to$|end|until/i.test(name) ? 60 : 30), month: dayIn(-400).slice(0, 7),
    password: "une phrase assez longue", textarea: "Quelques mots sur ce que je sais faire.",
  };
  if (/address|email/i.test(name)) return byType.email;
  return cut(byType[type] ?? year ?? (attributes.get("inputmode") === "numeric" ? "1" : "Quelques mots"));
}

/** Pairs for a form as somebody leaves it who writes nothing: hidden fields alone. */
export function empty(form) {
  return form.fields.flatMap(({ name, type, value }) => {
    if (type === "hidden") return [[name, value]];
    return ["checkbox", "radio", "file"].includes(type) ? [] : [[name, ""]];
  });
}

/** Pairs for a form that is filled in well, sent by one of its buttons; undefined if that cannot be guessed. */
export function valid(form, button) {
  const pairs = [];
  const done = new Set();
  for (const field of form.fields) {
    const { name, type, value, options, isChecked } = field;
    const group = form.fields.filter((other) => other.name === name);
    if (type === "hidden") pairs.push([name, value]);
    else if (type === "radio") {
      if (done.has(name)) continue;
      pairs.push([name, (group.find((other) => other.isChecked) ?? group[0]).value]);
    } else if (type === "checkbox") {
      const isAnyChecked = group.some((other) => other.isChecked);
      if (isChecked || (!isAnyChecked && (name === "consents" || group[0] === field))) pairs.push([name, value || "on"]);
    } else if (type === "select") {
      const chosen = options.find((option) => option.isSelected && option.value) ?? options.findLast((option) => option.value);
      if (!chosen) return undefined;
      pairs.push([name, chosen.value]);
    } else if (type === "file") pairs.push([name, PDF]);
    else {
      const text = written(field);
      if (text === undefined && field.isRequired) return undefined;
      pairs.push([name, text ?? ""]);
    }
    done.add(name);
  }
  if (button?.name) pairs.push([button.name, button.value]);
  return pairs;
}
