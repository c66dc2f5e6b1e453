// A number is enough: no address, no password. A wrong code is said to be wrong, and the right one still works.
export const title = "Registration and return by a code sent to a telephone";

export async function tell({ person }) {
  const moussa = await person("Moussa").begins();
  await moussa.joins({ familyNames: "Coulibaly", country: "CI", recipient: moussa.phone });
  await moussa.opens("/me");
  await moussa.reads("page-standing-active");

  await moussa.takesAnotherDevice();
  await moussa.opens("/start");
  await moussa.writes("page-start-address", moussa.phone);
  await moussa.presses("page-start-button");
  const code = await moussa.code(moussa.phone);
  const wrong = code === "000000" ? "000001" : "000000";
  await moussa.writes("page-code-label", wrong);
  await moussa.presses("page-code-button");
  await moussa.isAt("page-code-title");
  await moussa.reads("page-form-mend");
  await moussa.writes("page-code-label", code);
  await moussa.presses("page-code-button");
  await moussa.isAt("page-me-hello");
}
