import { useEffect } from 'react'
import { Button, Tag } from 'antd'
import type { DeskHandoff, TalkDetail } from '../../../../contract/console'
import { Hint } from '../../components/hint'
import { timeWords } from '../../../time-words'
import { REASON } from '../../components/words'
import { useStaffName } from '../../company'
import { go } from '../../route'
import { CaseCard } from '../cases/case-card'
import { Before } from './before'
import { OwnerCard } from './owner-card'
import { readCard, tippedWords } from './read-card'
import { Waited } from './waited'

/** What the colleague must know before the first word: the card of the handoff, and what is open for this owner. */
export function Side({ detail, isOpen, changed }: { detail: TalkDetail; isOpen: boolean; changed: () => void }) {
  const { talk, cases } = detail
  const back = () => go('talks', talk.id)
  useEffect(() => {
    if (!isOpen) return
    const close = ({ key }: KeyboardEvent) => key === 'Escape' && go('talks', talk.id)
    window.addEventListener('keydown', close)
    return () => window.removeEventListener('keydown', close)
  }, [isOpen, talk.id])
  return (
    <>
      {isOpen && <button type="button" className="behind-sheet" aria-label="关闭业主资料" onClick={back} />}
      <section className="pane side" aria-label="业主资料">
        <div className="head only-narrow">
          <Button className="back" type="text" onClick={back} aria-label="返回对话">
            ‹
          </Button>
          <strong>业主资料</strong>
        </div>
        <div className="scroll" tabIndex={0}>
          {talk.handoff && <HandoffCard handoff={talk.handoff} />}
          <OwnerCard owner={detail.owner} talk={talk} />
          <h2>未结工单</h2>
          {cases.length === 0 && <Hint title="没有未结的工单">业主报修、投诉时，机器人会登记工单并显示在这里。</Hint>}
          {cases.map((found) => (
            <CaseCard key={found.id} found={found} changed={changed} />
          ))}
          <Before history={detail.history} />
        </div>
      </section>
    </>
  )
}

function HandoffCard({ handoff }: { handoff: DeskHandoff }) {
  const nameOf = useStaffName()
  const card = readCard(handoff.card)
  const tipped = tippedWords(handoff.evidence, card)
  return (
    <div className="card">
      <header>
        <Tag color={handoff.reason === 'emergency' ? 'red' : 'orange'}>{REASON[handoff.reason]}</Tag>
        <span className="quiet">
          {handoff.status === 'waiting' ? (
            <Waited since={handoff.openedAt} dueAt={handoff.dueAt} />
          ) : (
            `${nameOf(handoff.assignee ?? '')} ${handoff.acceptedAt === null ? '' : timeWords(handoff.acceptedAt)}接手`
          )}
        </span>
      </header>
      {tipped.length > 0 && (
        <Part title="业主这样说">
          {tipped.map((words, index) => (
            <blockquote key={index}>{words}</blockquote>
          ))}
        </Part>
      )}
      {card.facts.length > 0 && (
        <Part title="已知情况">
          <dl>
            {card.facts.map(({ label, value }) => (
              <div key={label}>
                <dt>{label}</dt>
                <dd>{value}</dd>
              </div>
            ))}
          </dl>
        </Part>
      )}
      {card.summary !== '' && (
        <Part title="小结（模型整理，以原话为准）">
          <p>{card.summary}</p>
        </Part>
      )}
      {card.said.length > 0 && (
        <Part title="经过">
          {card.said.map((words, index) => (
            <p key={index}>· {words}</p>
          ))}
        </Part>
      )}
      {card.mood && (
        <Part title="情绪">
          <p>
            {card.mood.label}
            {card.mood.signals.length > 0 && `（${card.mood.signals.join('、')}）`}
          </p>
          {card.mood.tippedBy !== '' && !tipped.includes(card.mood.tippedBy) && (
            <blockquote>{card.mood.tippedBy}</blockquote>
          )}
        </Part>
      )}
      {card.attempts.length > 0 && <Part title="机器人答过">{lines(card.attempts)}</Part>}
      {card.promises.length > 0 && <Part title="已经承诺">{lines(card.promises)}</Part>}
      {card.doNotAskAgain.length > 0 && (
        <p className="no-ask">请不要再问：{card.doNotAskAgain.join('、')}（上面都有）</p>
      )}
    </div>
  )
}

const lines = (words: string[]) => words.map((line, index) => <p key={index}>· {line}</p>)

function Part({ title, children }: { title: string; children: React.ReactNode }) {
  return (
    <div className="part">
      <h3>{title}</h3>
      {children}
    </div>
  )
}
