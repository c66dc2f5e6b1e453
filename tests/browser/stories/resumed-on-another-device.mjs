// What is written stays: on the registry's side once it is sent, on the device while it is not.
export const title = "A profile is continued on another device";

export async function tell({ person, hasScript, expect }) {
  const awa = await person("Awa").begins();
  await awa.joins({ givenNames: "Awa" });
  await awa.opens("/me/details");
  await awa.writes("page-details-city", "Montreuil");
  if (hasScript) {
    await awa.opens("/me");
    await awa.opens("/me/details");
    await awa.reads("page-draft-restored");
  }
  await awa.writes("page-details-city", "Montreuil");
  await awa.presses("page-save");
  await awa.reads("page-done-saved");

  await awa.takesAnotherDevice();
  await awa.comesIn();
  await awa.isAt("page-me-hello");
  await awa.follows("page-details-title");
  await awa.holds("page-details-city", "Montreuil");
  if (hasScript) {
    await awa.opens("/me/details");
    await awa.writes("page-details-city", "Saint-Denis");
    expect((await awa.keptOnTheDevice()).includes("Saint-Denis"), "what is not sent yet is kept");
  }
  await awa.presses("page-nav-sign-out");
  await awa.reads("page-done-signed-out");
  expect(!(await awa.keptOnTheDevice()).includes("Saint-Denis"), "nothing of it is left for who has the device next");
  await awa.opens("/me");
  await awa.isAt("page-start-title");
}
