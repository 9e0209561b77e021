import { z } from 'zod'
import { Time } from './page'

export const CONSOLE_ROLES = ['staff', 'supervisor', 'editor', 'manager', 'administrator'] as const
export const ConsoleRole = z.enum(CONSOLE_ROLES)
export type ConsoleRole = z.infer<typeof ConsoleRole>

const Ids = z.array(z.string().min(1).max(100)).max(200)

export const AccountItem = z.object({
  id: z.string(),
  account: z.string(),
  role: ConsoleRole,
  /** Signs in by WeCom alone: role and member of staff come from there. */
  wecom: z.boolean(),
  staff: z.object({ id: z.string(), name: z.string(), active: z.boolean() }).nullable(),
  /** Ids given to the account itself. */
  communities: z.array(z.string()),
  /** Ids it has besides through its member of staff. */
  staffCommunities: z.array(z.string()),
  disabled: z.boolean(),
  /** The password shown once has not been replaced yet. */
  mustChange: z.boolean(),
  createdAt: Time,
  lastSeenAt: Time.nullable(),
})
export type AccountItem = z.infer<typeof AccountItem>

export const AccountList = z.object({ items: z.array(AccountItem) })
export type AccountList = z.infer<typeof AccountList>

/** What an administrator decides about an account. */
export const AccountPlace = z.strictObject({
  role: ConsoleRole,
  staffId: z.string().min(1).max(100).nullable(),
  communities: Ids,
})
export type AccountPlace = z.infer<typeof AccountPlace>

export const ACCOUNT_NAME = /^[\p{L}\p{N}][\p{L}\p{N}._-]{1,29}$/u

export const NewAccount = AccountPlace.extend({
  /** No colon: names with one belong to accounts that WeCom made. */
  account: z.string().trim().normalize('NFKC').regex(ACCOUNT_NAME, 'expected 2 to 30 letters, digits, . _ or -'),
})
export type NewAccount = z.infer<typeof NewAccount>

/** An account with a password that is shown this once. */
export const AccountWithPassword = z.object({ account: AccountItem, password: z.string() })
export type AccountWithPassword = z.infer<typeof AccountWithPassword>

export const PasswordChange = z.strictObject({
  old: z.string().min(1).max(500),
  new: z.string().min(1).max(500),
})
export type PasswordChange = z.infer<typeof PasswordChange>
