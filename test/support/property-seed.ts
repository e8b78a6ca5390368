/** The seed of all property tests: by default, every run has the same cases. */
export const propertySeed = Number(process.env.LARMOR_TEST_SEED ?? 1);
