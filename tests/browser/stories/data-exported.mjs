// What the registry holds of somebody, in files of their own.
import { readFileSync } from "node:fs";

export const title = "A member takes their data out";

export async function tell({ person, expect }) {
  const awa = await person("Awa").begins();
  await awa.joins({ familyNames: "Diabaté" });
  await awa.follows("page-nav-data");
  await awa.follows("page-data-export");
  for (const words of ["page-export-whole-button", "page-export-resume-button"]) {
    const coming = awa.page.waitForEvent("download");
    await awa.button(words).click();
    const text = readFileSync(await (await coming).path(), "utf8");
    expect(JSON.parse(text) !== null && text.includes("Diabaté"), "the file holds the member's names");
  }
}
