import { newId } from '../../platform/ids'
import { late } from '../../queue/turn'
import type { ClaimedTurn, TurnDecision } from '../../queue/turn'
import { createPhrases } from '../../dialogs/phrases'
import type { Dialogs } from '../../dialogs/read-dialogs'
import { openHandoff } from '../../records/handoff/open-handoff'
import { makePromise } from '../../records/promise/promise'

/**
 * After the third failure of a turn (design §2): an apology, a handoff with reason `error`, a line in the list staff see, and the
 * queue moves on. It reads nothing that could have been what failed.
 */
export function giveUp(
  claimed: ClaimedTurn,
  error: unknown,
  facts: { dialogs: Dialogs; now: Date; mode: 'native' | 'console' },
): TurnDecision {
  const { conversation } = claimed
  const why = error instanceof Error ? `${error.name}: ${error.message}` : String(error)
  const at = claimed.messages.at(-1)?.message.at ?? facts.now
  const phrases = createPhrases(facts.dialogs.words, 'zh')
  const speaks = claimed.handoff?.status !== 'active'
  return {
    at,
    state: conversation.state,
    understanding: [],
    out: [
      ...(speaks
        ? [
            {
              say: {
                content: {
                  type: 'text' as const,
                  text: phrases.say('patterns.error', { within: `${WITHIN_MINUTES}分钟` }),
                },
                evenWhenServed: true,
                useReserve: true,
              },
            },
          ]
        : []),
      { errand: { kind: 'notice', handoffId: late('handoff.id'), toUserIds: [], text: NOTICE } },
      ...(facts.mode === 'native'
        ? [{ errand: { kind: 'transition' as const, handoffId: late('handoff.id'), to: 'person' as const } }]
        : []),
    ],
    trace: { skill: 'error', error: why.slice(0, 300) },
    effects: [
      async (tx) => {
        await tx.query(
          'failed-turn',
          'insert into failed_turn (id, conversation_id, error, inbox_ids, at) values ($1, $2, $3, $4::jsonb, $5)',
          [
            newId('ft', facts.now),
            conversation.id,
            why.slice(0, 2000),
            JSON.stringify(claimed.messages.map((message) => message.id)),
            facts.now,
          ],
        )
        const opened = await openHandoff(tx, {
          conversationId: conversation.id,
          personId: conversation.personId,
          communityId: conversation.communityId,
          reason: 'error',
          evidence: ['系统处理失败，已向业主致歉'],
          mode: facts.mode,
          staffed: true,
          card: {},
          at: facts.now,
        })
        if (!opened.merged)
          await makePromise(tx, {
            conversationId: conversation.id,
            personId: conversation.personId,
            communityId: conversation.communityId,
            caseId: null,
            handoffId: opened.id,
            kind: 'answer',
            what: '系统出错后同事联系业主',
            dueAt: new Date(at.getTime() + WITHIN_MINUTES * 60_000),
            at,
            now: facts.now,
          })
        return { 'handoff.id': opened.id }
      },
    ],
  }
}

/** The time we name when our own machine failed; it stands in the ledger like any other. */
const WITHIN_MINUTES = 30
const NOTICE = '【转人工】系统出错：有一位业主的消息没能自动处理，请马上接手。'
