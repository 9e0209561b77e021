import { z } from 'zod'
import type { WecomApi } from '../wecom/api-client'
import { WecomError } from '../wecom/wecom-error'

/** Who signed in, and where they stand in the company (wecom-protocol §9.3, §9.5). */
export interface Contacts {
  /** The member behind a sign-in code; null for somebody outside the corp. Throws `code_dead` facts for a used or late code. */
  whoSignedIn(code: string): Promise<{ userid: string | null } | 'code_dead'>
  /** Null for who is outside the app's visible range: nothing is told of them. */
  member(userid: string): Promise<{ name: string; departments: number[] } | null>
  /** Each department with the one above it. */
  departmentParents(): Promise<Map<number, number>>
  /** Null for a tag that is gone, or not the app's to see. */
  tag(id: number): Promise<{ userids: string[]; departments: number[] } | null>
}

const Who = z.object({ userid: z.string().optional(), UserId: z.string().optional() })
const Member = z.object({ name: z.string().default(''), department: z.array(z.number().int()).default([]) })
const Departments = z.object({
  department_id: z.array(z.object({ id: z.number().int(), parentid: z.number().int().default(0) })).default([]),
})
const Tag = z.object({
  userlist: z.array(z.object({ userid: z.string() })).default([]),
  partylist: z.array(z.number().int()).default([]),
})

/** 40029 invalid, 42003 expired, 42022 used: another try with the same code tells nothing new. */
const DEAD_CODES = [40029, 42003, 42022]
/** Not known, outside the range, no right to read contacts. */
const NOT_OURS = [60011, 60111, 40068, 48002, 60123]

export function createContacts(api: Pick<WecomApi, 'get'>): Contacts {
  return {
    async whoSignedIn(code) {
      try {
        // One attempt: the code works once, and a second answer to a lost first one would be "used".
        const who = await api.get('auth/getuserinfo', { code }, Who, { tries: 1 })
        return { userid: who.userid || who.UserId || null }
      } catch (error) {
        if (error instanceof WecomError && error.errcode !== null && DEAD_CODES.includes(error.errcode))
          return 'code_dead'
        throw error
      }
    },
    async member(userid) {
      const found = await ours(api.get('user/get', { userid }, Member))
      return found && { name: found.name, departments: found.department }
    },
    async departmentParents() {
      const found = await ours(api.get('department/simplelist', {}, Departments))
      return new Map((found?.department_id ?? []).map(({ id, parentid }) => [id, parentid]))
    },
    async tag(id) {
      const found = await ours(api.get('tag/get', { tagid: String(id) }, Tag))
      return found && { userids: found.userlist.map(({ userid }) => userid), departments: found.partylist }
    },
  }
}

async function ours<T>(answer: Promise<T>): Promise<T | null> {
  try {
    return await answer
  } catch (error) {
    if (error instanceof WecomError && error.errcode !== null && NOT_OURS.includes(error.errcode)) return null
    throw error
  }
}
