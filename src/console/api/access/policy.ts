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
  /** Say what everybody in the desk says by a tap. */
  'phrases.edit': LEADING,
  /** Put a colleague's name under an act, not only one's own. */
  'talks.assign': LEADING,
  'log.verify': ['manager', 'administrator'],
  'cases.read': SERVING,
  'cases.act': SERVING,
  /** Share a list of cases, take many out as a file, see whose a confidential one is. */
  'cases.lead': LEADING,
  'knowledge.read': EVERYBODY,
  'knowledge.edit': ['editor', 'administrator'],
  /** Review what another person wrote, and publish it. */
  'knowledge.publish': ['editor', 'manager', 'administrator'],
  /** Publish although the golden questions are answered worse, with a reason. */
  'knowledge.override': ['administrator'],
  /** Whoever serves owners sees whom to call back. */
  'troubles.read': SERVING,
  'troubles.mend': LEADING,
  /** Who gets which role, and everybody's accounts. */
  'access.manage': ['administrator'],
  /** Give out, and erase, what is kept about one owner. */
  'persons.manage': ['manager', 'administrator'],
  /** See how the deployment is set up, and what to mend. */
  'setup.read': ['administrator'],
  /** The QR codes of entrances. */
  'entrances.read': SERVING,
  'entrances.edit': ['manager', 'administrator'],
  /** How it goes, in one's own communities. */
  'reports.read': LEADING,
  /** Write down what was found in a complaint that was drawn. */
  'reports.check': LEADING,
  /** Who did what when. */
  'audit.read': ['manager', 'administrator'],
  /** What the bot says and goes by. */
  'words.read': ['manager', 'administrator'],
  'words.edit': ['administrator'],
  /** Communities, houses and staff, and the first hour. */
  'company.manage': ['administrator'],
  'own.session': EVERYBODY,
} as const satisfies Record<string, readonly Role[]>

export type Right = keyof typeof POLICY

export function may(role: Role, right: Right): boolean {
  return (POLICY[right] as readonly Role[]).includes(role)
}

export function rightsOf(role: Role): Right[] {
  return (Object.keys(POLICY) as Right[]).filter((right) => may(role, right))
}
