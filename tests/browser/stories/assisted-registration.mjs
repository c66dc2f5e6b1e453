// An agent at a consulate writes a profile down with somebody, who takes it over by the code on the paper.
export const title = "Registered by an agent, and taken over";

export async function tell({ person, registry }) {
  const agent = await person("Agent").begins();
  await registry.makeAgent(agent.email);
  await agent.comesIn();
  await agent.opens("/desk");
  await agent.isAt("page-desk-title");
  await agent.writes("page-details-given", "Sékou");
  await agent.writes("page-details-family", "Keïta");
  await agent.chooses("page-desk-country", "CI");
  await agent.writes("page-desk-does", "J’ai été maçon à Abidjan, je pose du carrelage et je lis les plans.");
  await agent.presses("page-desk-look");
  await agent.reads("page-desk-skills");
  await agent.ticksAll("page-desk-consents-legend");
  await agent.ticks("page-desk-channel-agent");
  await agent.writes("page-desk-proof", "Formulaire 17, classeur B");
  await agent.presses("page-desk-button");
  await agent.isAt("page-desk-code-title");
  const code = (await agent.page.locator(".notice strong").innerText()).trim();

  const sekou = await person("Sekou").begins();
  await sekou.comesIn(sekou.phone);
  await sekou.isAt("page-join-title");
  await sekou.follows("page-claim-link");
  await sekou.writes("page-claim-code", code.toLowerCase());
  await sekou.presses("page-claim-button");
  await sekou.reads("page-done-joined");
  await sekou.reads("= Sékou");
}
