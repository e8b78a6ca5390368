/** Loop counters that have the same names in the readout header and the XML header. */
export const loopCounters = ["average", "slice", "contrast", "phase", "repetition", "set", "segment"] as const;

/** Counters of a readout whose meaning is defined by the sequence. */
export const userCounters = ["user_0", "user_1", "user_2", "user_3", "user_4", "user_5", "user_6", "user_7"] as const;
