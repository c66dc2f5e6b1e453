// Who takes the consent to be matched back is gone from the ministry's ranking with the next question, and only they are.
import { STAFF } from "../registry.mjs";

export const title = "A consent withdrawn is seen in the ranking";

const RANKING = "query ($id: ID!) { position(id: $id) { candidates(first: 1) { totalCount } } }";

export async function tell({ person, registry, expect }) {
  const awa = await person("Awa").begins();
  await awa.joins();
  await awa.addsSkill("hydraulique");
  await awa.opensFirstMatch();
  const id = new URL(awa.page.url()).pathname.split("/").at(-1);
  const ranked = async () => {
    const { position } = await registry.as(STAFF, RANKING, { id: `position_${id}` }, { "seko-purpose": "STAFFING" });
    return position.candidates.totalCount;
  };
  const before = await ranked();

  await awa.follows("page-nav-data");
  await awa.follows("page-data-consents");
  await awa.presses("page-consent-take-back", "page-consent-matching");
  await awa.reads("page-done-saved");
  expect((await ranked()) === before - 1, "one candidate fewer");
  await awa.opens("/matches");
  await awa.reads("page-match-no-consent");

  await awa.follows("page-match-no-consent-link");
  await awa.presses("page-consent-give", "page-consent-matching");
  await awa.reads("page-done-saved");
  expect((await ranked()) === before, "as many candidates as before");
}
