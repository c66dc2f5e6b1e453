// From a poor telephone, in one sitting: an address, a code, a name, a skill, and a project that needs it.
export const title = "Registration to the first match";

export async function tell({ person }) {
  const awa = await person("Awa").begins();
  await awa.joins({ country: "CI" });

  await awa.isAt("page-skill-title");
  await awa.addsSkill("hydraulique");

  await awa.opens("/me/languages");
  await awa.chooses("page-language-code", "fra");
  await awa.chooses("page-language-speaking", { index: 6 });
  await awa.presses("page-section-add");
  await awa.reads("page-done-added");

  await awa.opens("/me/availability");
  await awa.writes("page-availability-starts", new Date(Date.now() + 7 * 86_400_000).toISOString().slice(0, 10));
  await awa.ticks("page-availability-on-site");
  await awa.presses("page-section-add");
  await awa.reads("page-done-added");

  await awa.follows("page-nav-matches");
  await awa.isAt("page-match-title");
  const position = await awa.opensFirstMatch();
  await awa.isAt(`= ${position}`);
  await awa.reads("page-match-score");
}
