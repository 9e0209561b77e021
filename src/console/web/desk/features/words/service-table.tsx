import { Button, Input, InputNumber, Select } from 'antd'
import type { Editing, Json } from './draft'

interface Step {
  ask: string
  minutes: number
}
interface Level {
  ask: string
  after_minutes: number
}
interface Service {
  quiet: { from: string; to: string }
  handoff: { steps: Step[]; emergency: Step[] }
  promise: { answer_minutes: number; broken: string[] }
  rating: { good: number; call_minutes: number; chain: Level[] }
}

const POSTS = [
  { value: 'best', label: '最合适的在岗同事' },
  { value: 'next', label: '再换一位同事' },
  { value: 'on_call', label: '险情值班名单' },
  { value: 'responsible', label: '首问责任人' },
  { value: 'supervisor', label: '主管' },
  { value: 'service_centre', label: '客服中心' },
  { value: 'manager', label: '项目经理' },
]

/** Who is asked, how long we wait, when owners are left in peace: as sentences with places to fill. */
export function ServiceTable({ view, draft, change, may }: Editing) {
  const live = view.data as unknown as Service | null
  if (live === null) return null
  const now = <T,>(address: string, shown: T): T =>
    Object.hasOwn(draft.edits, address) ? (draft.edits[address] as T) : shown
  const put = (address: string, value: Json) => change({ edits: { ...draft.edits, [address]: value } })
  const number = (address: string, shown: number, label: string, max = 10_080) => (
    <InputNumber
      size="small"
      aria-label={label}
      min={1}
      max={max}
      disabled={!may}
      value={now(address, shown)}
      onChange={(value) => value !== null && put(address, value)}
    />
  )
  const time = (address: string, shown: string, label: string) => (
    <Input
      size="small"
      type="time"
      aria-label={label}
      className="words-time"
      disabled={!may}
      value={now(address, shown)}
      onChange={(event) => event.target.value && put(address, event.target.value)}
    />
  )
  return (
    <>
      <section className="card" aria-label="不打扰">
        <h2>不打扰的时候</h2>
        <p className="words-rule">
          {time('quiet/from', live.quiet.from, '从几点起不打扰')} 到第二天{' '}
          {time('quiet/to', live.quiet.to, '到几点为止不打扰')} 不主动给业主发消息，等到早上；险情和正在等人工的除外。
        </p>
      </section>
      <Steps
        title="请人来接"
        steps={now('handoff/steps', live.handoff.steps)}
        may={may}
        put={(steps) => put('handoff/steps', steps as unknown as Json)}
      />
      <Steps
        title="险情请人"
        steps={now('handoff/emergency', live.handoff.emergency)}
        may={may}
        put={(steps) => put('handoff/emergency', steps as unknown as Json)}
      />
      <section className="card" aria-label="说到没做到">
        <h2>说到没做到</h2>
        <p className="words-rule">
          重新答应业主，{number('promise/answer_minutes', live.promise.answer_minutes, '重新答应的分钟数')}{' '}
          分钟内（只算上班时间）答复。
        </p>
        <p>
          同一件事第几次失信由谁出面：
          {now('promise/broken', live.promise.broken)
            .map((post) => POSTS.find(({ value }) => value === post)?.label ?? post)
            .join('，然后')}
          。
        </p>
      </section>
      <section className="card" aria-label="低分">
        <h2>评分低了</h2>
        <p className="words-rule">
          低于 {number('rating/good', live.rating.good, '几分算好', 5)} 分就往上报；
          {number('rating/call_minutes', live.rating.call_minutes, '几分钟内回电')} 分钟内给业主回电。
        </p>
        <ul>
          {now('rating/chain', live.rating.chain).map(({ ask, after_minutes: after }, at, all) => (
            <li key={ask} className="words-rule">
              <InputNumber
                size="small"
                aria-label={`几分钟后报给${POSTS.find(({ value }) => value === ask)?.label ?? ask}`}
                min={0}
                disabled={!may}
                value={after}
                onChange={(value) =>
                  value !== null &&
                  put(
                    'rating/chain',
                    all.map((level, place) => (place === at ? { ...level, after_minutes: value } : { ...level })),
                  )
                }
              />
              分钟后报给{POSTS.find(({ value }) => value === ask)?.label ?? ask}
            </li>
          ))}
        </ul>
      </section>
    </>
  )
}

function Steps({
  title,
  steps,
  may,
  put,
}: {
  title: string
  steps: Step[]
  may: boolean
  put: (steps: Step[]) => void
}) {
  return (
    <section className="card" aria-label={title}>
      <h2>{title}</h2>
      <ol>
        {steps.map((step, at) => (
          <li key={at} className="words-rule">
            {at === 0 ? '先请' : '没接就请'}
            <Select
              size="small"
              aria-label={`${title}第 ${at + 1} 步请谁`}
              disabled={!may}
              value={step.ask}
              options={POSTS}
              popupMatchSelectWidth={false}
              onChange={(ask) => put(steps.map((one, place) => (place === at ? { ...one, ask } : one)))}
            />
            等
            <InputNumber
              size="small"
              aria-label={`${title}第 ${at + 1} 步等几分钟`}
              min={1}
              disabled={!may}
              value={step.minutes}
              onChange={(minutes) =>
                minutes !== null && put(steps.map((one, place) => (place === at ? { ...one, minutes } : one)))
              }
            />
            分钟
            {may && at < steps.length - 1 && (
              <Button
                size="small"
                aria-label={`去掉${title}第 ${at + 1} 步`}
                onClick={() => put(steps.filter((_, place) => place !== at))}
              >
                去掉
              </Button>
            )}
          </li>
        ))}
      </ol>
      {may && (
        <Button
          size="small"
          aria-label={`${title}加一步`}
          onClick={() => put([...steps.slice(0, -1), { ask: 'supervisor', minutes: 10 }, ...steps.slice(-1)])}
        >
          加一步
        </Button>
      )}
      <p className="quiet small">最后一步总是项目经理：总要有一位具名的人负责到底。</p>
    </section>
  )
}
