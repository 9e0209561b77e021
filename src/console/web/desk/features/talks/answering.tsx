import { useState } from 'react'
import { Button, Input } from 'antd'
import type { DeskHandoff, TalkItem } from '../../../../contract/console'
import { paths } from '../../../../contract/paths'
import { REASON } from '../../components/words'
import { newRequestId, post } from '../../http/request'
import { useStaffName } from '../../company'
import { useMe } from '../../me'
import { CallBanner } from './call-banner'
import { CloseButton } from './close-button'
import { readCard, tippedWords } from './read-card'
import { Reply } from './reply'
import { Tools } from './tools'
import { useAct } from './use-act'

/** The lower edge of a talk: take it over, answer, end it; or who serves now. */
export function Answering({ talk, changed }: { talk: TalkItem; changed: () => void }) {
  const me = useMe()
  const { handoff } = talk
  if (!me.rights.includes('talks.serve'))
    return handoff === null ? <p className="answering quiet">{BOT_SERVES}</p> : null
  if (handoff?.status === 'active' && handoff.mode === 'console' && handoff.assignee === me.name)
    return (
      <>
        <CallBanner handoff={handoff} changed={changed} />
        <Reply key={handoff.id} talk={talk} handoff={handoff} changed={changed} />
      </>
    )
  return (
    <>
      {handoff && <CallBanner handoff={handoff} changed={changed} />}
      <div className="answering">
        <Standing talk={talk} changed={changed} />
        <Tools talk={talk} changed={changed} />
      </div>
    </>
  )
}

const BOT_SERVES = '机器人正在接待。业主需要人工时，这里会出现「接手」按钮。'

/** How it stands where somebody else or nobody answers here. */
function Standing({ talk, changed }: { talk: TalkItem; changed: () => void }) {
  const me = useMe()
  const nameOf = useStaffName()
  const { handoff } = talk
  if (handoff === null) return <p className="quiet">{BOT_SERVES}</p>
  const holder = nameOf(handoff.assignee ?? '')
  if (handoff.status === 'waiting') return <Accept handoff={handoff} changed={changed} />
  if (handoff.mode === 'native')
    return (
      <>
        <p>{holder} 正在企业微信里接待，这里只能看。请在企业微信客服工作台回复业主。</p>
        <div className="buttons">
          <CloseButton handoff={handoff} changed={changed} />
        </div>
      </>
    )
  return (
    <p className="quiet">
      「{holder}」正在接待这位业主。
      {me.rights.includes('talks.assign') && `您现在的称呼是「${me.name}」，右上角可以修改。`}
    </p>
  )
}

function Accept({ handoff, changed }: { handoff: DeskHandoff; changed: () => void }) {
  const me = useMe()
  const { busy, act } = useAct(changed)
  const [servicer, setServicer] = useState('')
  const native = handoff.mode === 'native'
  const by = native ? servicer.trim() : me.name
  const [tipped] = tippedWords(handoff.evidence, readCard(handoff.card))
  return (
    <>
      <p>
        <strong>{REASON[handoff.reason]}</strong>
        {tipped !== undefined && <q>{tipped}</q>}
      </p>
      {native && <p className="quiet">这位业主在企业微信里：填上正在接待的同事，由他在企业微信客服工作台回复。</p>}
      <div className="buttons">
        {native && (
          <Input
            placeholder="正在接待的同事的企业微信账号"
            aria-label="正在接待的同事的企业微信账号"
            value={servicer}
            onChange={(event) => setServicer(event.target.value)}
          />
        )}
        <Button
          type="primary"
          loading={busy}
          disabled={by === ''}
          onClick={() => void act(() => post(paths.accept(handoff.id), { by, id: newRequestId() }))}
        >
          {native ? '转给这位同事' : '接手'}
        </Button>
        <CloseButton handoff={handoff} changed={changed} />
      </div>
    </>
  )
}
