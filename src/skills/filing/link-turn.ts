import type { Turn } from '../../conversation/turn'
import { linkCaseToExchanges } from '../../records/case/link-case'

/** What was said about a case, and what we said to it, stand with the case (contract §4: `caseIds`, `exchangeSeqs`). */
export function linkTurn(turn: Turn, caseId: string): void {
  turn.effect(async (tx, { exchangeIds, afterwards }) => {
    await linkCaseToExchanges(tx, caseId, exchangeIds, turn.at)
    afterwards((after, said) => linkCaseToExchanges(after, caseId, said.exchangeIds, turn.at))
  })
}
