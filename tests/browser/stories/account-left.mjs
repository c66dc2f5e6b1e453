// Leaving is one page and one tick; within the grace period one comes back as one came.
export const title = "A member leaves, and comes back";

export async function tell({ person }) {
  const awa = await person("Awa").begins();
  await awa.joins();
  await awa.follows("page-nav-data");
  await awa.follows("page-data-leave");
  await awa.follows("page-leave-withdraw-button");
  await awa.presses("page-leave-withdraw-button");
  await awa.reads("page-leave-tick");
  await awa.ticks("page-leave-understood");
  await awa.presses("page-leave-withdraw-button");
  await awa.opens("/me");
  await awa.reads("page-standing-withdrawn");

  await awa.takesAnotherDevice();
  await awa.comesIn();
  await awa.reads("page-standing-withdrawn");
  await awa.opens("/data/leave");
  await awa.ticks("page-leave-agree");
  await awa.presses("page-leave-resume-button");
  await awa.opens("/me");
  await awa.reads("page-standing-active");
}
