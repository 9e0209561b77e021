import { useState } from 'react'
import { Input, Spin } from 'antd'
import type { PersonList } from '../../../../contract/persons'
import { paths } from '../../../../contract/paths'
import { FaultHint, Hint } from '../../components/hint'
import { useRead } from '../../http/use-read'
import { PersonCard } from './person-card'
import './persons.css'

/** An owner wants to know what is kept about them, or wants it gone: both are found, done and written down here. */
export function PersonsPage() {
  const [find, setFind] = useState('')
  const { data, fault, reload } = useRead<PersonList>(find === '' ? null : paths.persons, { find })
  return (
    <main className="persons">
      <h1>业主资料</h1>
      <p className="quiet">
        业主有权索取、要求删除自己的个人信息（《个人信息保护法》第四十五条、第四十七条）。先核实是本人，再操作；每一次都会记入审计。
      </p>
      <Input.Search
        size="large"
        enterButton="查找"
        aria-label="查找业主"
        placeholder="姓名、完整的手机号、门牌、微信昵称或工单编号"
        maxLength={100}
        onSearch={(words) => setFind(words.trim())}
      />
      {fault !== null && <FaultHint fault={fault} again={reload} />}
      {find !== '' && data === null && fault === null && <Spin className="centre" />}
      {data?.items.length === 0 && <Hint title="没有找到">换一个姓名、手机号或工单编号再找一次。</Hint>}
      {data?.items.map((person) => (
        <PersonCard key={person.id} person={person} changed={reload} />
      ))}
    </main>
  )
}
