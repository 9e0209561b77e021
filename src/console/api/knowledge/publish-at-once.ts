import { conflict } from '../../../platform/errors'
import type { Principal } from '../access/principal'

/**
 * A program publishes at once (contract.md §4). A person at the console writes drafts, and another one publishes them on the
 * knowledge pages, past the golden questions: the REST paths are no way round them.
 */
export function writing(principal: Principal, publish: boolean | undefined): { publish: boolean; account: string } {
  if (publish) requireProgram(principal)
  return { publish: publish ?? principal.via === 'token', account: principal.account }
}

export function requireProgram({ via }: Principal): void {
  if (via !== 'token') throw conflict('review_needed', 'a signed-in person’s change is reviewed by another one first')
}
