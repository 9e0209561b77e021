/** What to do about a refusal (wecom-protocol §11); decided by `errcode` alone, never by `errmsg`. */
export const ERROR_CLASSES = [
  /** Again with backoff, at most three tries; sends only with the same msgid. */
  'transient',
  /** One refresh of the access token, one retry. */
  'token',
  /** Pause that API for its window, keep the job. */
  'throttled',
  /** Read the session or the servicers, decide again once. */
  'state',
  /** Park until the owner's next message. */
  'window',
  /** The msgid was used: an earlier attempt was accepted. */
  'duplicate',
  /** Drop the token, the code, the media. */
  'stale',
  /** Stop and call a human; no retry storm. */
  'configuration',
  /** No retry; the request is wrong. */
  'bug',
  /** No blind retry; alarm. */
  'unknown',
] as const
export type ErrorClass = (typeof ERROR_CLASSES)[number]

export function classOf(errcode: number): ErrorClass {
  if (errcode >= 42014 && errcode <= 42051 && errcode !== STALE_CARD_CODE) return 'bug'
  return table.get(errcode) ?? 'unknown'
}

/** The whole app is barred, not one API or one account: every call would fail alike (wecom-protocol §4). */
export function barsTheApp(errcode: number): boolean {
  return [40001, 40013, 48006, 48010, 50003, 60020, 60031].includes(errcode)
}

/** `ResponseCode` used twice or a sign-in code used twice: they share the range of the faulty card fields. */
const STALE_CARD_CODE = 42022

const codes: Record<Exclude<ErrorClass, 'unknown'>, readonly number[]> = {
  transient: [-1],
  token: [40014, 42001],
  throttled: [45009, 45033, 45035, 45036],
  // 60253: the userid is not among the servicers, a stale list of ours.
  state: [95013, 95014, 95016, 95018, 95019, 60253],
  window: [95001, 95002, 95024, 95031],
  duplicate: [95033],
  stale: [95007, 40007, 40029, 40145, 42003, 42022, 95028, 95029],
  configuration: [
    40001, 40013, 48002, 48006, 48007, 48010, 50001, 50003, 60011, 60020, 60030, 60031, 60111, 81013, 90206, 90207,
    95003, 95004, 95005, 95011, 95012, 95015, 95017, 95020, 95021, 95023, 95026, 95027, 95030, 95032,
  ],
  bug: [
    40003, 40033, 40058, 40063, 40096, 40146, 41001, 45002, 60251, 60252, 84061, 95000, 95006, 95008, 95009, 95022,
    95025,
  ],
}
const table = new Map(
  (Object.entries(codes) as Array<[ErrorClass, readonly number[]]>).flatMap(([errorClass, list]) =>
    list.map((errcode) => [errcode, errorClass] as const),
  ),
)
