/** Loop counters that the header of a readout and the XML header call by the same names. */
export const loopCounters = ["average", "slice", "contrast", "phase", "repetition", "set", "segment"] as const;

/** Counters of a readout whose meaning the sequence decides. */
export const userCounters = ["user_0", "user_1", "user_2", "user_3", "user_4", "user_5", "user_6", "user_7"] as const;
