import { InputNumber, Switch } from 'antd'
import { toAddress, type Editing, type Json } from './draft'

interface Row {
  name: string
  when: Record<string, unknown>
  then: { reason: string; tone: string; at_once?: boolean; staff_safety?: boolean }
}

const NUMBERS: Record<string, [before: string, after: string]> = {
  upset_turns: ['连续', '句话不高兴'],
  contacts: ['说起找过我们', '次'],
  broken_promises: ['说起没兑现', '次'],
}
const MOODS: Record<string, string> = { angry: '愤怒', negative: '不高兴', neutral: '平静', positive: '高兴' }
const SIGNALS: Record<string, string> = {
  repeat: '反复来问',
  broken_promise: '说话不算数',
  false_completion: '没修好却说修好了',
  sarcasm: '反话',
  abuse: '辱骂',
  distress: '难过',
  threat: '扬言投诉曝光',
}

/** When a person is called in: read from the top, the first row that fits counts. */
export function HandoffTable({ view, draft, change, may }: Editing) {
  const rows = (view.data as { rows?: Row[] } | null)?.rows ?? []
  const now = <T,>(address: string, shown: T): T =>
    Object.hasOwn(draft.edits, address) ? (draft.edits[address] as T) : shown
  const put = (address: string, value: Json) => change({ edits: { ...draft.edits, [address]: value } })
  return (
    <>
      <p className="quiet">从上往下看，第一条对得上的算数。险情和业主自己要找人，永远请人来。</p>
      <ul>
        {rows.map(({ name, when, then }) => {
          const atOnce = toAddress('rows', name, 'then', 'at_once')
          return (
            <li key={name} className="card">
              <header>
                <strong>{name}</strong>
              </header>
              <p className="words-rule">
                {signsOf(when)}
                {Object.entries(NUMBERS).map(([key, [before, after]]) => {
                  if (typeof when[key] !== 'number') return null
                  const address = toAddress('rows', name, 'when', key)
                  return (
                    <span key={key}>
                      {before}{' '}
                      <InputNumber
                        size="small"
                        aria-label={`${name}：${before}几${after}`}
                        min={1}
                        max={20}
                        disabled={!may}
                        value={now(address, when[key])}
                        onChange={(value) => value !== null && put(address, value)}
                      />{' '}
                      {after}
                    </span>
                  )
                })}
                ，就请同事来接。
              </p>
              <label className="words-rule">
                <Switch
                  size="small"
                  aria-label={`${name}：不等上班`}
                  disabled={!may}
                  checked={now(atOnce, then.at_once ?? false)}
                  onChange={(on) => put(atOnce, on)}
                />
                不等上班，马上叫人
              </label>
            </li>
          )
        })}
      </ul>
    </>
  )
}

function signsOf(when: Row['when']): string {
  const words = (value: unknown, names: Record<string, string>) =>
    Array.isArray(value) ? (value as string[]).map((one) => names[one] ?? one).join('或') : ''
  return [
    when['emergency'] !== undefined && (when['emergency'] === 'any' ? '遇到任何险情' : '说到不想活'),
    when['asked'] === true && '业主要找人工',
    when['mood'] !== undefined && `语气${words(when['mood'], MOODS)}`,
    when['signal'] !== undefined && `听出${words(when['signal'], SIGNALS)}`,
    when['alone'] !== undefined && '这句话本身就该由人接',
    when['over'] === true && '整段对话一直不高兴',
    typeof when['level'] === 'number' && `火气到了 ${Math.round(when['level'] * 100)} 分`,
  ]
    .filter(Boolean)
    .join('，')
}
