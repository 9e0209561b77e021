import { useState } from 'react'
import { Alert, Button, Form, Input } from 'antd'
import type { HouseRange, OwnCommunity } from '../../../../contract/own-company'
import { paths } from '../../../../contract/paths'
import { faultWords } from '../../http/fault-words'
import { newRequestId, post } from '../../http/request'
import { CommunitySettings } from './community-settings'
import { HousesFields } from './houses-fields'

interface Given {
  name: string
  staffHours?: string
  houses: HouseRange[]
}

/** The communities there are, each with its settings, and a new one. */
export function CommunityStep({ communities, changed }: { communities: OwnCommunity[]; changed: () => void }) {
  const [isNew, setNew] = useState(communities.length === 0)
  return (
    <>
      {communities.map((community) => (
        <CommunitySettings key={community.id} community={community} changed={changed} />
      ))}
      {isNew ? (
        <NewCommunityForm
          done={() => {
            setNew(false)
            changed()
          }}
        />
      ) : (
        <Button onClick={() => setNew(true)}>再建一个小区</Button>
      )}
    </>
  )
}

function NewCommunityForm({ done }: { done: () => void }) {
  const [fault, setFault] = useState<unknown>(null)
  const [busy, setBusy] = useState(false)
  // The same request for every try of this form: a lost answer makes no second community.
  const [id] = useState(newRequestId)
  const submit = async ({ name, staffHours, houses }: Given) => {
    setBusy(true)
    setFault(null)
    const ranges = houses.map((range) => mapValues(range))
    await post(paths.ownCommunities, { name, staffHours: staffHours?.trim() || null, houses: ranges, id }).then(
      done,
      setFault,
    )
    setBusy(false)
  }
  return (
    <Form
      layout="vertical"
      requiredMark={false}
      initialValues={{ staffHours: '08:30-18:00', houses: [{ buildings: '', units: '1-2', floors: '', doors: '1-2' }] }}
      onFinish={(given: Given) => void submit(given)}
    >
      <Form.Item name="name" label="小区名字" rules={[{ required: true, message: '请写上小区名字' }]}>
        <Input maxLength={60} placeholder="幸福家园" />
      </Form.Item>
      <HousesFields />
      <p className="quiet small gap-below">
        房号是楼层加两位门号：12 层 2 号门就是
        1202。有现成的房屋表格（商铺、车位也行），先去掉楼栋，建好小区后在它的设置里导入。
      </p>
      <Form.Item
        name="staffHours"
        label="有人值班的时间"
        extra="比如 08:30-18:00；周末不一样就写 周一至周五 08:30-18:00；周六至周日 09:00-17:00"
      >
        <Input maxLength={200} />
      </Form.Item>
      {fault !== null && <Alert type="error" showIcon title={faultWords(fault)} className="gap-below" />}
      <Button type="primary" htmlType="submit" loading={busy}>
        建好这个小区
      </Button>
    </Form>
  )
}

/** A Chinese comma is as good. */
function mapValues(range: HouseRange): HouseRange {
  const plain = (text: string) => text.replaceAll('，', ',').replaceAll(' ', '')
  return {
    buildings: plain(range.buildings),
    units: plain(range.units),
    floors: plain(range.floors),
    doors: plain(range.doors),
  }
}
