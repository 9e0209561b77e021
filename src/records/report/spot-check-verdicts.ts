/** Whether a line of the report was found to be as it says. */
export const SPOT_CHECK_VERDICTS = ['right', 'wrong'] as const
export type SpotCheckVerdict = (typeof SPOT_CHECK_VERDICTS)[number]
