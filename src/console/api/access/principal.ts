import { notFound } from '../../../platform/errors'
import type { Right, Role } from './policy'
import { may } from './policy'

/** Who asks: a program with the API token, or a person with a console session. */
export interface Principal {
  via: 'token' | 'session'
  /** For the audit: `api`, or the account. */
  account: string
  accountId: string | null
  /** Under which name this person acts: the member of staff, else the account. */
  name: string
  role: Role
  /** Null: all; else only owners of these (design D16). */
  communityIds: string[] | null
  csrf: string | null
  /** The password shown once still has to be replaced: nothing else works before. */
  mustChange: boolean
  /** False: a program, or somebody who signs in by WeCom alone. */
  hasPassword: boolean
}

declare module 'fastify' {
  interface FastifyRequest {
    principal: Principal | null
  }
  interface FastifyContextConfig {
    /** What the route needs; one without is refused when the server starts. */
    right?: Right
    /** Needs no right: signing in, the description of the API. */
    open?: true
    /** Works also while a password given by somebody else waits to be replaced. */
    firstUse?: true
  }
}

/** The name under which an act is done: a person's own, unless they may act for colleagues; a program says whose. */
export function actorOf(principal: Principal, by: string): string {
  return principal.via === 'token' || may(principal.role, 'talks.assign') ? by : principal.name
}

/** Another community's record is as good as none: not even that it exists is told. */
export function requireCommunity(principal: Principal, communityId: string | null, what: string): void {
  if (principal.communityIds === null) return
  if (communityId !== null && principal.communityIds.includes(communityId)) return
  throw notFound('not_found', `There is no ${what}.`)
}
