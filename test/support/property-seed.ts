/** The seed of all property tests, which make the same cases in every run. Another one makes others. */
export const propertySeed = Number(process.env.LARMOR_TEST_SEED ?? 1);
