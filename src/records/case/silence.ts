/** A resolved case closes by itself when the owner says nothing for this long (contract.md §8). */
export const SILENCE_CLOSES_AFTER_MS = 72 * 3_600_000

/** The job that does it: body `{caseId, resolvedAt}`, handled by `closeSilentCase`. */
export const CLOSE_SILENT_JOB = 'case-close-silent'
