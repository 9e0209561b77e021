import { useState } from 'react'
import { Alert, App, Button, Form, Input, Select, Switch } from 'antd'
import type { CommunityPlace, HouseRange, OwnCommunity } from '../../../../contract/own-company'
import { paths } from '../../../../contract/paths'
import { useCompany } from '../../company'
import { faultWords } from '../../http/fault-words'
import { newRequestId, post, put } from '../../http/request'
import { HouseFile } from './house-file'
import { HousesFields } from './houses-fields'

const EMERGENCIES = [
  'fire',
  'gas',
  'injury',
  'falling',
  'intrusion',
  'violence',
  'missing',
  'self_harm',
  'water',
  'electric',
  'elevator',
  'trapped',
  'other',
]
const EMERGENCY_WORDS: Record<string, string> = {
  fire: '着火',
  gas: '燃气',
  injury: '受伤',
  falling: '坠落',
  intrusion: '闯入',
  violence: '打架',
  missing: '走失',
  self_harm: '轻生',
  water: '漏水',
  electric: '触电',
  elevator: '电梯',
  trapped: '被困',
  other: '其他',
}

/** What a company already knows of a community, as a whole for a change of one part. */
export function placeOf({ name, aliases, staffHours, days, onCall }: OwnCommunity): CommunityPlace {
  return { name, aliases, staffHours, days, onCall }
}

/** One community: name, hours, days off, who is rung, more houses. */
export function CommunitySettings({ community, changed }: { community: OwnCommunity; changed: () => void }) {
  const { staff } = useCompany()
  const { message } = App.useApp()
  const [isOpen, setOpen] = useState(false)
  const [fault, setFault] = useState<unknown>(null)
  const [days, setDays] = useState(community.days)
  const lists = community.onCall.length > 0 ? community.onCall : [{ emergencies: EMERGENCIES, staff: [] as string[] }]
  const [onCall, setOnCall] = useState(lists)
  const save = (given: { name: string; aliases: string[]; staffHours?: string }) => {
    setFault(null)
    const place: CommunityPlace = {
      name: given.name,
      aliases: given.aliases,
      staffHours: given.staffHours?.trim() || null,
      days: days.filter(({ day }) => day !== ''),
      onCall: onCall.filter((list) => list.staff.length > 0),
    }
    put(paths.ownCommunity(community.id), place).then(() => (changed(), void message.success('已保存。')), setFault)
  }
  const addHouses = ({ houses }: { houses: HouseRange[] }) =>
    post(paths.ownCommunityHouses(community.id), { houses, id: newRequestId() }).then(
      () => (changed(), void message.success('房屋已加上。')),
      setFault,
    )
  return (
    <section className="start-own" aria-label={community.name}>
      <p className="words-rule">
        <strong>{community.name}</strong>
        <span className="quiet">
          {community.homes} 户，{community.buildings.length} 栋；有人值班：{community.hoursText}
        </span>
        <Button size="small" aria-expanded={isOpen} onClick={() => setOpen(!isOpen)}>
          {isOpen ? '收起' : `设置${community.name}`}
        </Button>
      </p>
      {isOpen && (
        <>
          <Form
            layout="vertical"
            requiredMark={false}
            initialValues={{ name: community.name, aliases: community.aliases, staffHours: community.staffHours ?? '' }}
            onFinish={save}
          >
            <Form.Item name="name" label="名字" rules={[{ required: true, message: '请写上小区名字' }]}>
              <Input maxLength={60} />
            </Form.Item>
            <Form.Item name="aliases" label="业主还怎么叫它">
              <Select mode="tags" open={false} suffixIcon={null} tokenSeparators={['、', '，', ',']} />
            </Form.Item>
            <Form.Item name="staffHours" label="有人值班的时间" extra="空着就和公司一样">
              <Input maxLength={200} placeholder="08:30-18:00" />
            </Form.Item>
            <h2>和国家日历不一样的日子</h2>
            <p className="quiet small">法定节假日和调休已经知道，这里只写小区自己的。</p>
            {days.map(({ day, open }, at) => (
              <p key={at} className="words-rule">
                <Input
                  type="date"
                  aria-label={`第 ${at + 1} 个日子`}
                  className="start-day"
                  value={day}
                  onChange={(event) =>
                    setDays(days.map((one, place) => (place === at ? { ...one, day: event.target.value } : one)))
                  }
                />
                <Switch
                  aria-label={`第 ${at + 1} 个日子上班`}
                  checked={open}
                  checkedChildren="上班"
                  unCheckedChildren="休息"
                  onChange={(on) => setDays(days.map((one, place) => (place === at ? { ...one, open: on } : one)))}
                />
                <Button size="small" onClick={() => setDays(days.filter((_, place) => place !== at))}>
                  去掉
                </Button>
              </p>
            ))}
            <Button size="small" onClick={() => setDays([...days, { day: '', open: false }])}>
              加一个日子
            </Button>
            <h2>险情值班名单</h2>
            <p className="quiet small">按顺序打电话，直到有人确认；最后总是经理。</p>
            {onCall.map((list, at) => (
              <Form.Item
                key={at}
                label={
                  list.emergencies.length >= EMERGENCIES.length
                    ? '所有险情'
                    : list.emergencies.map((one) => EMERGENCY_WORDS[one] ?? one).join('、')
                }
              >
                <Select
                  mode="multiple"
                  aria-label={`值班名单 ${at + 1}`}
                  showSearch={{ optionFilterProp: 'label' }}
                  value={list.staff}
                  options={staff.map(({ id, name }) => ({ value: id, label: name }))}
                  onChange={(chosen) =>
                    setOnCall(onCall.map((one, place) => (place === at ? { ...one, staff: chosen } : one)))
                  }
                />
              </Form.Item>
            ))}
            <Button type="primary" htmlType="submit">
              保存设置
            </Button>
          </Form>
          <Form
            layout="vertical"
            requiredMark={false}
            initialValues={{ houses: [] }}
            onFinish={(given: { houses: HouseRange[] }) => void addHouses(given)}
          >
            <h2>再加房屋</h2>
            <HouseFile community={community} changed={changed} />
            <p className="quiet small">没有现成的表格，也可以按楼栋加：</p>
            <HousesFields />
            <Form.Item noStyle shouldUpdate>
              {({ getFieldValue }) =>
                ((getFieldValue('houses') as HouseRange[] | undefined) ?? []).length > 0 && (
                  <Button htmlType="submit">加上</Button>
                )
              }
            </Form.Item>
          </Form>
          {fault !== null && <Alert type="error" showIcon title={faultWords(fault)} />}
        </>
      )}
    </section>
  )
}
