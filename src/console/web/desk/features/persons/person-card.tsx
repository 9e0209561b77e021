import { App, Button, Input, Tag } from 'antd'
import { useRef } from 'react'
import { type ErasureAnswer, type PersonItem } from '../../../../contract/persons'
import { paths } from '../../../../contract/paths'
import { timeWords } from '../../../time-words'
import { faultWords } from '../../http/fault-words'
import { newRequestId, post } from '../../http/request'

const CHANNEL: Record<string, string> = {
  'wecom-kf': '微信客服',
  'wecom-app': '企业微信应用',
  'wecom-aibot': '智能机器人',
  web: '网页',
}

/** One owner: who it is, how much is kept, and the two acts. */
export function PersonCard({ person, changed }: { person: PersonItem; changed: () => void }) {
  const { modal, message } = App.useApp()
  const reason = useRef('')
  const name = person.name ?? person.identities.find(({ nickname }) => nickname !== null)?.nickname ?? '没有留姓名'
  const erase = () => {
    reason.current = ''
    // One id for the whole dialog: pressing again after a lost answer is the same act.
    const id = newRequestId()
    modal.confirm({
      title: `删除「${name}」的个人信息？`,
      content: (
        <>
          <p>聊过的内容、照片、姓名、电话、门牌都会删除，删除后不能恢复。没办完的投诉和紧急事件，证据留到办完为止。</p>
          <Input.TextArea
            rows={2}
            maxLength={500}
            aria-label="业主怎样提出的"
            placeholder="写明依据，例如：本人 11月22日 到服务中心书面提出，已核对身份"
            onChange={(event) => {
              reason.current = event.target.value
            }}
          />
        </>
      ),
      okText: '删除',
      okButtonProps: { danger: true },
      cancelText: '先不删',
      onOk: async () => {
        if (reason.current.trim().length < 2) {
          message.warning('请写明业主怎样提出的')
          throw new Error('no reason given')
        }
        await post<ErasureAnswer>(paths.personErase(person.id), { reason: reason.current.trim(), id }).then(
          (answer) => message.success(doneWords(answer), 8),
          (fault: unknown) => {
            void message.error(faultWords(fault))
            // What was written stays, to be sent again.
            throw fault
          },
        )
        changed()
      },
    })
  }
  return (
    <article className="person" aria-label={name}>
      <header>
        <strong>{name}</strong>
        {person.phone !== null && <span>{person.phone}</span>}
        {person.erasedAt !== null && <Tag color="red">{timeWords(person.erasedAt)} 已删除</Tag>}
      </header>
      <p className="quiet">{[person.community, ...person.homes].filter(Boolean).join(' · ') || '没有留小区和门牌'}</p>
      <p className="quiet">
        {person.identities.map(({ channel }) => CHANNEL[channel] ?? channel).join('、')}
        {`；说过 ${person.messages} 句话，没办完的工单 ${person.openCases} 张`}
        {person.lastAt !== null && `；最近一次 ${timeWords(person.lastAt)}`}
      </p>
      <footer>
        <Button href={paths.personExport(person.id)} download={`业主资料-${person.id}.json`}>
          导出全部资料
        </Button>
        <Button danger onClick={erase}>
          按本人要求删除
        </Button>
      </footer>
    </article>
  )
}

function doneWords({ erased, held, openCases }: ErasureAnswer): string {
  const rest = [
    held > 0 ? `${held} 句话是没办完的投诉或紧急事件的证据，办完再删` : '',
    openCases > 0 ? `还有 ${openCases} 张工单没办完，姓名、电话、门牌留到办完，请那时再删一次` : '',
  ].filter(Boolean)
  return [`已删除 ${erased} 句话`, ...rest].join('；') + '。'
}
