/** Who answers owners in the WeCom client, in one numbering (the list says 0/1, the event 1/2: wecom-protocol §5.4). */
export interface Servicers {
  people: Array<{ userid: string; receiving: boolean }>
  /** Departments have no status: their members may be receiving, nobody can tell. */
  departments: number[]
}

interface ListEntry {
  userid?: string
  department_id?: number
  status?: number
}

/** `status` 0 is receiving, and zero may be left out of an answer. */
export function toServicers(list: readonly ListEntry[]): Servicers {
  const people = new Map<string, { userid: string; receiving: boolean }>()
  for (const { userid, status = 0 } of list)
    if (userid) people.set(userid.toLowerCase(), { userid, receiving: status === 0 })
  return {
    people: [...people.values()],
    departments: list.flatMap(({ department_id }) => (department_id === undefined ? [] : [department_id])),
  }
}

/** The event `servicer_status_change` numbers 1 receiving, 2 stopped. */
export function isReceivingByEvent(status: number): boolean {
  return status === 1
}

/** User ids compare case-insensitively (wecom-protocol §9.5). */
export function isSameUser(one: string, other: string): boolean {
  return one.toLowerCase() === other.toLowerCase()
}
