export const ROLES = ['staff', 'supervisor', 'editor', 'manager', 'administrator'] as const
export type Role = (typeof ROLES)[number]

const EVERYBODY: readonly Role[] = ROLES
const SERVING: readonly Role[] = ['staff', 'supervisor', 'manager', 'administrator']
const LEADING: readonly Role[] = ['supervisor', 'manager', 'administrator']

/** Who may do what. Every route names its right; the API token may do all that an administrator may. */
export const POLICY = {
  /** Speak as an owner through the web chat's API. */
  'chat.play': ['administrator'],
  'talks.read': SERVING,
  'talks.serve': SERVING,
  /** Put a colleague's name under an act, not only one's own. */
  'talks.assign': LEADING,
  'log.verify': ['manager', 'administrator'],
  'cases.read': SERVING,
  'cases.act': SERVING,
  'knowledge.read': EVERYBODY,
  'knowledge.edit': ['editor', 'administrator'],
  /** Whoever serves owners sees whom to call back. */
  'troubles.read': SERVING,
  'troubles.mend': LEADING,
  /** Who gets which role, and everybody's accounts. */
  'access.manage': ['administrator'],
  /** See how the deployment is set up, and what to mend. */
  'setup.read': ['administrator'],
  /** The QR codes of entrances. */
  'entrances.read': SERVING,
  'entrances.edit': ['manager', 'administrator'],
  'own.session': EVERYBODY,
} as const satisfies Record<string, readonly Role[]>

export type Right = keyof typeof POLICY

export function may(role: Role, right: Right): boolean {
  return (POLICY[right] as readonly Role[]).includes(role)
}

export function rightsOf(role: Role): Right[] {
  return (Object.keys(POLICY) as Right[]).filter((right) => may(role, right))
}
