import { z } from 'zod'

const ConsoleRole = z.enum(['staff', 'supervisor', 'editor', 'manager', 'administrator'])

/** One line of the table: whoever is in that department (or below), has that tag or is that member gets the role there. */
export const WecomRoleRow = z
  .strictObject({
    department: z.number().int().positive().optional(),
    tag: z.number().int().positive().optional(),
    userid: z.string().trim().min(1).max(64).optional(),
    role: ConsoleRole,
    /** Ids or names of communities. */
    communities: z.array(z.string().trim().min(1).max(100)).max(200).default([]),
  })
  .refine(
    ({ department, tag, userid }) => [department, tag, userid].filter((one) => one !== undefined).length === 1,
    'expected exactly one of department, tag and userid',
  )
  .refine(
    ({ role, communities }) => communities.length > 0 || role === 'administrator' || role === 'editor',
    'expected at least one community: this role sees the owners of its communities only',
  )
export type WecomRoleRow = z.infer<typeof WecomRoleRow>

/** The first line that fits decides. */
export const WecomRoles = z.object({ rows: z.array(WecomRoleRow).max(200) })
export type WecomRoles = z.infer<typeof WecomRoles>

/** How one can sign in here besides an account with a password. */
export const SignInWays = z.object({ wecom: z.boolean() })
export type SignInWays = z.infer<typeof SignInWays>
