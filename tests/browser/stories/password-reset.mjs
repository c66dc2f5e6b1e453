// The link of a mail leads to a new password, and the new password in.
export const title = "A forgotten password is replaced";

const PASSWORD = "la pirogue remonte à Mopti";

export async function tell({ person, registry }) {
  const awa = await person("Awa").begins();
  await registry.register(awa.email);
  await awa.opens(await awa.link("/verify"));
  await awa.presses("page-verify-button");
  await registry.askForReset(awa.email);

  await awa.opens(await awa.link("/reset"));
  await awa.isAt("page-reset-title");
  await awa.writes("page-reset-label", PASSWORD);
  await awa.presses("page-reset-button");
  await awa.isAt("page-reset-done-title");

  await awa.opens("/start/password");
  await awa.writes("page-password-email", awa.email);
  await awa.writes("page-password-label", PASSWORD);
  await awa.presses("page-password-button");
  await awa.isAt("page-me-hello");
}
