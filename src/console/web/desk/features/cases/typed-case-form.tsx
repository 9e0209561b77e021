import { useEffect, useState } from 'react'
import { Alert, App, AutoComplete, Button, Checkbox, Form, Input, Radio, Segmented, Select } from 'antd'
import {
  MAIN_CATEGORIES,
  TYPED_SOURCES,
  type HouseChoice,
  type NewTypedCase,
  type SameMatters,
  type TypedCase,
} from '../../../../contract/desk-cases'
import { SOURCE_WORDS } from '../../../../contract/case-words'
import { paths } from '../../../../contract/paths'
import { KIND, STATUS, placeWords } from '../../components/words'
import { shortTime } from '../../components/times'
import { faultWords } from '../../http/fault-words'
import { newRequestId, post } from '../../http/request'
import { useKeeper } from '../../kept'
import { useRead } from '../../http/use-read'
import { useCompany } from '../../company'
import { useMe } from '../../me'
import { go } from '../../route'

interface Given {
  source: NewTypedCase['source']
  community: string
  kind: NewTypedCase['kind']
  main?: string
  detail?: string
  priority: NewTypedCase['priority']
  summary: string
  where: 'home' | 'public'
  building?: string
  unit?: string
  room?: string
  place?: string
  name?: string
  phone?: string
  anonymous?: boolean
  confidential?: boolean
  aboutStaff?: string[]
  answers: NewTypedCase['answers']
  heardAt?: string
}

const SETTLE_MS = 400

/** What somebody told us by phone, at the counter or by letter becomes a case like any other (domain.md B5). */
export function TypedCaseForm() {
  const [round, setRound] = useState(0)
  return <Filling key={round} again={() => setRound(round + 1)} />
}

/** What is half filled is kept: the next call does not wait until this one is written down. */
function Filling({ again }: { again: () => void }) {
  const me = useMe()
  const { message } = App.useApp()
  const { communities, staff } = useCompany()
  const [form] = Form.useForm<Given>()
  const given = Form.useWatch([], form) as Given | undefined
  const [id] = useState(newRequestId)
  const kept = useKeeper<Given>('typed-case')
  const [begun] = useState(() => kept.read())
  const [busy, setBusy] = useState(false)
  const [fault, setFault] = useState<unknown>(null)
  const [decided, setDecided] = useState<string | null>(null)
  const community = given?.community ?? (communities.length === 1 ? communities[0]?.id : undefined)
  const { data: houses } = useRead<HouseChoice>(community ? paths.caseHouses : null, {
    community,
    building: given?.building || undefined,
  })
  const same = useSameMatters(given && community ? { ...given, community } : null)
  useEffect(() => setDecided(null), [same])
  const only = communities.length === 1 ? communities[0]?.id : undefined
  useEffect(() => {
    if (only !== undefined && !form.getFieldValue('community')) form.setFieldValue('community', only)
  }, [only, form])

  const file = async (values: Given) => {
    if (same.length > 0 && decided === null) {
      setFault(UNDECIDED)
      return
    }
    setBusy(true)
    setFault(null)
    try {
      const body: NewTypedCase = { ...toTyped(values), id, ...decision(decided) }
      const filed = await post<TypedCase>(paths.deskCases, body)
      kept.write(null)
      void message.success(filed.joined ? `已并入 ${filed.number}` : `已登记 ${filed.number}`)
      go('cases', filed.id)
    } catch (failed) {
      setFault(failed)
    } finally {
      setBusy(false)
    }
  }
  const mains = given?.kind === 'repair' || given?.kind === 'complaint' ? MAIN_CATEGORIES[given.kind] : null
  const rooms = [
    ...new Set((houses?.homes ?? []).filter(({ unit }) => !given?.unit || unit === given.unit).map(({ room }) => room)),
  ]
  const units = [...new Set((houses?.homes ?? []).flatMap(({ unit }) => (unit === null ? [] : [unit])))]
  return (
    <main className="typed-case">
      <header className="typed-head">
        <h1>登记工单</h1>
        <span className="buttons">
          {kept.read() !== null && <Button onClick={() => (kept.write(null), again())}>清空重填</Button>}
          <Button onClick={() => go('cases')}>返回</Button>
        </span>
      </header>
      <Form
        form={form}
        layout="vertical"
        requiredMark={false}
        scrollToFirstError
        initialValues={{ ...BEGINNING, community: only, ...begun }}
        onValuesChange={(_, values: Given) => kept.write(values)}
        onFinish={(values: Given) => void file(values)}
      >
        <div className="typed-grid">
          <Form.Item name="source" label="怎么反映的" className="whole-row">
            <Radio.Group
              optionType="button"
              options={TYPED_SOURCES.map((value) => ({ value, label: SOURCE_WORDS[value] }))}
            />
          </Form.Item>
          <Form.Item name="kind" label="类型">
            <Select
              options={Object.entries(KIND).map(([value, label]) => ({ value, label }))}
              onChange={() => form.setFieldsValue({ main: undefined, aboutStaff: [] })}
            />
          </Form.Item>
          <Form.Item name="priority" label="紧急程度" hidden={given?.kind === 'emergency'}>
            <Segmented
              block
              options={[
                { value: 'normal', label: '普通' },
                { value: 'urgent', label: '急' },
                { value: 'emergency', label: '紧急' },
              ]}
            />
          </Form.Item>
          <Form.Item name="main" label="大类">
            {mains === null ? (
              <Input maxLength={30} placeholder="可不填" />
            ) : (
              <Select allowClear placeholder="选择大类" options={mains.map((value) => ({ value }))} />
            )}
          </Form.Item>
          <Form.Item name="detail" label="细类">
            <Input maxLength={30} placeholder="例如：漏水，可不填" />
          </Form.Item>
          <Form.Item
            name="summary"
            label="原话或事情经过"
            className="whole-row"
            rules={[{ required: true, whitespace: true, message: '请记下业主说的事' }]}
          >
            <Input.TextArea rows={4} maxLength={2_000} placeholder="尽量用业主的原话" />
          </Form.Item>
          {communities.length > 1 && (
            <Form.Item name="community" label="小区" rules={[{ required: true, message: '请选择小区' }]}>
              <Select
                options={communities.map(({ id: value, name }) => ({ value, label: name }))}
                placeholder="选择小区"
              />
            </Form.Item>
          )}
          {communities.length === 1 && (
            <Form.Item name="community" hidden>
              <Input />
            </Form.Item>
          )}
          <Form.Item name="where" label="在哪里">
            <Segmented
              block
              options={[
                { value: 'home', label: '家里' },
                { value: 'public', label: '公共区域' },
              ]}
            />
          </Form.Item>
          <Form.Item name="building" label="楼栋">
            <AutoComplete
              allowClear
              placeholder="例如：3"
              options={(houses?.buildings ?? []).map((value) => ({ value, label: `${value}栋` }))}
              showSearch={{ filterOption: startsWith }}
            />
          </Form.Item>
          <Form.Item name="unit" label="单元">
            <AutoComplete
              allowClear
              placeholder="可不填"
              options={units.map((value) => ({ value, label: `${value}单元` }))}
            />
          </Form.Item>
          {given?.where === 'public' ? (
            <Form.Item name="place" label="位置" rules={[{ required: true, whitespace: true, message: '请写明位置' }]}>
              <AutoComplete
                allowClear
                placeholder="例如：东门岗亭、电梯"
                options={(houses?.places ?? []).map((value) => ({ value }))}
                showSearch={{ filterOption: startsWith }}
              />
            </Form.Item>
          ) : (
            <Form.Item name="room" label="房号">
              <AutoComplete
                allowClear
                placeholder="例如：1202"
                options={rooms.map((value) => ({ value }))}
                showSearch={{ filterOption: startsWith }}
              />
            </Form.Item>
          )}
          {!given?.anonymous && (
            <>
              <Form.Item name="name" label="怎么称呼">
                <Input maxLength={30} placeholder="例如：李女士" autoComplete="off" />
              </Form.Item>
              <Form.Item
                name="phone"
                label="联系电话"
                rules={[{ pattern: /^[\d+ -]{5,20}$/, message: '请填写电话号码' }]}
              >
                <Input inputMode="tel" maxLength={20} placeholder="回电用" autoComplete="off" />
              </Form.Item>
            </>
          )}
          {given?.kind === 'complaint' && (
            <Form.Item
              name="aboutStaff"
              label="投诉的是哪位同事"
              className="whole-row"
              extra="被投诉的同事看不到这张工单，也不会负责它。"
            >
              <Select
                mode="multiple"
                showSearch={{ optionFilterProp: 'label' }}
                placeholder="不针对某位同事，可不填"
                options={staff.map(({ id: value, name, title }) => ({
                  value,
                  label: title ? `${name} · ${title}` : name,
                }))}
              />
            </Form.Item>
          )}
          <div className="whole-row typed-checks">
            <Form.Item name="anonymous" valuePropName="checked" noStyle>
              <Checkbox>业主要求匿名</Checkbox>
            </Form.Item>
            <Form.Item name="confidential" valuePropName="checked" noStyle>
              <Checkbox>保密（只给负责的同事看业主是谁）</Checkbox>
            </Form.Item>
          </div>
          <Form.Item name="answers" label="谁来负责">
            <Radio.Group
              options={[
                { value: 'me', label: `我（${me.name}）` },
                { value: 'rule', label: '按楼栋和排班' },
              ]}
            />
          </Form.Item>
          <Form.Item name="heardAt" label="反映时间" extra="不填就是现在">
            <Input type="datetime-local" />
          </Form.Item>
        </div>
        {same.length > 0 && (
          <section className="card same-matter" aria-label="同一件事">
            <strong>这里已有没办完的工单，是同一件事吗？</strong>
            <Radio.Group
              className="stacked"
              value={decided}
              onChange={({ target }) => setDecided(String(target.value))}
              options={[
                ...same.map((one) => ({
                  value: one.id,
                  label: `并入 ${one.number}（${STATUS[one.status]}，${shortTime(one.openedAt)}，${placeWords(one.location)}）：${one.summary}`,
                })),
                { value: 'separate', label: '不是同一件事，另开一张' },
              ]}
            />
          </section>
        )}
        {fault !== null && (
          <Alert
            type="error"
            showIcon
            className="gap-below"
            title={fault === UNDECIDED ? '请先选：并入已有的工单，还是另开一张。' : faultWords(fault)}
          />
        )}
        <Button type="primary" htmlType="submit" size="large" loading={busy}>
          {decided !== null && decided !== 'separate' ? '并入' : '登记'}
        </Button>
      </Form>
    </main>
  )
}

const BEGINNING = { source: 'phone', kind: 'repair', priority: 'normal', where: 'home', answers: 'me' } as const

const UNDECIDED = Symbol('undecided')

const startsWith = (words: string, option?: { value?: string }) => (option?.value ?? '').startsWith(words)

function decision(decided: string | null): Partial<NewTypedCase> {
  if (decided === null) return {}
  return decided === 'separate' ? { separate: true } : { joins: decided }
}

function toTyped(given: Given): Omit<NewTypedCase, 'id'> {
  const { anonymous = false, confidential = false } = given
  const category = given.main || given.detail ? `${given.main || '其他'}/${given.detail?.trim() || '其他'}` : undefined
  return {
    source: given.source,
    community: given.community,
    kind: given.kind,
    ...(category === undefined ? {} : { category }),
    priority: given.priority,
    summary: given.summary.trim(),
    location: locationOf(given),
    caller: { name: (!anonymous && given.name?.trim()) || null, phone: (!anonymous && given.phone?.trim()) || null },
    anonymous,
    confidential,
    aboutStaff: given.kind === 'complaint' ? (given.aboutStaff ?? []) : [],
    answers: given.answers,
    ...(given.heardAt ? { at: new Date(given.heardAt).toISOString() } : {}),
  }
}

function locationOf(given: Given): NewTypedCase['location'] {
  const isPublic = given.where === 'public'
  return {
    building: given.building?.trim() || null,
    unit: given.unit?.trim() || null,
    room: (!isPublic && given.room?.trim()) || null,
    place: (isPublic && given.place?.trim()) || null,
  }
}

/** Asks, soon after the last key, which open cases this may be. */
function useSameMatters(given: (Given & { community: string }) | null): SameMatters['items'] {
  const [found, setFound] = useState<SameMatters['items']>([])
  const isAskable = given !== null && !given.anonymous && Boolean(given.building || given.place)
  const question =
    given === null || !isAskable
      ? ''
      : JSON.stringify({
          community: given.community,
          kind: given.kind,
          ...(given.main ? { category: `${given.main}/${given.detail?.trim() || '其他'}` } : {}),
          location: locationOf(given),
        })
  useEffect(() => {
    if (question === '') {
      setFound((old) => (old.length === 0 ? old : []))
      return
    }
    let isOld = false
    const timer = window.setTimeout(() => {
      post<SameMatters>(paths.caseSameMatter, JSON.parse(question) as object).then(
        ({ items }) => {
          if (!isOld) setFound((old) => (JSON.stringify(old) === JSON.stringify(items) ? old : items))
        },
        // Only a hint; filing itself looks again.
        () => undefined,
      )
    }, SETTLE_MS)
    return () => {
      isOld = true
      window.clearTimeout(timer)
    }
  }, [question])
  return found
}
