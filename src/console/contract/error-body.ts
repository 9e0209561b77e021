import { z } from 'zod'

/** Every refusal of the API: `code` for programs, `message` says what was expected and what came (contract.md §4). */
export const ErrorBody = z.object({
  error: z.object({ code: z.string(), message: z.string(), details: z.unknown().optional() }),
})
export type ErrorBody = z.infer<typeof ErrorBody>
