// Opening a mailed link uses nothing up; its button does, once.
export const title = "An address is confirmed by a mailed link";

export async function tell({ person, registry }) {
  const awa = await person("Awa").begins();
  await registry.register(awa.email);
  const link = await awa.link("/verify");

  await awa.opens(link);
  await awa.opens(link);
  await awa.isAt("page-verify-title");
  await awa.presses("page-verify-button");
  await awa.isAt("page-verify-done-title");

  await awa.opens(link);
  await awa.presses("page-verify-button");
  await awa.isAt("page-problem-title");
  await awa.follows("page-home-link");
  await awa.isAt("page-front-title");
}
