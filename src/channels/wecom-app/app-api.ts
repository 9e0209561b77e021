import { z } from 'zod'
import type { WecomApi } from '../wecom/api-client'
import type { CallOptions } from '../wecom/api-call'
import { AppMessageAnswer } from '../wecom/answers'
import type { TemplateCard } from './card'

/** The calls of the company's own app (wecom-protocol §6.3, §6.5), by the client that also serves 微信客服: one token, one policy. */
export type AppApi = ReturnType<typeof createAppApi>

export function createAppApi(api: Pick<WecomApi, 'post' | 'agentId'>) {
  const agentid = api.agentId
  return {
    /**
     * A text, picture or document to members. `guard` makes a second attempt after a lost answer harmless: the same request is suppressed within
     * the interval. Whether the platform compares the whole request or the words alone is not stated, so the interval is
     * short, and another one for each message: equal words said on purpose a little later still arrive.
     */
    sendText: (receivers: readonly string[], content: string, guard: string, options?: CallOptions) =>
      send(receivers, { msgtype: 'text', text: { content } }, guard, options),
    sendMedia: (receivers: readonly string[], media: AppMedia, guard: string, options?: CallOptions) =>
      send(receivers, media, guard, options),

    /** One attempt: a `task_id` cannot be used again, so whoever tries again takes the next one. */
    sendCard: (receivers: readonly string[], card: TemplateCard, options?: CallOptions): Promise<AppMessageAnswer> =>
      api.post(
        'message/send',
        { touser: receivers.join('|'), msgtype: 'template_card', agentid, template_card: card },
        AppMessageAnswer,
        { ...options, tries: 1 },
      ),

    /** Greys the buttons with these words. One attempt, as a code works once. */
    updateCard: (
      code: string,
      receivers: readonly string[],
      words: string,
      options?: CallOptions,
    ): Promise<{ invaliduser: string[] }> =>
      api.post(
        'message/update_template_card',
        { agentid, response_code: code, userids: receivers, button: { replace_name: words } },
        UpdateAnswer,
        { ...options, tries: 1 },
      ),
  }

  function send(
    receivers: readonly string[],
    body: object,
    guard: string,
    options?: CallOptions,
  ): Promise<AppMessageAnswer> {
    return api.post(
      'message/send',
      {
        ...{ touser: receivers.join('|'), agentid, ...body },
        ...{ enable_duplicate_check: 1, duplicate_check_interval: 60 + (sumOf(guard) % 120) },
      },
      AppMessageAnswer,
      options,
    )
  }
}

export type AppMedia =
  { msgtype: 'image'; image: { media_id: string } } | { msgtype: 'file'; file: { media_id: string } }

const UpdateAnswer = z.object({ invaliduser: z.array(z.string()).default([]) })

function sumOf(words: string): number {
  let sum = 0
  for (const byte of Buffer.from(words)) sum = (sum * 31 + byte) % 1_000_003
  return sum
}
