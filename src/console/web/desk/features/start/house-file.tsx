import { useState } from 'react'
import { Alert, Button, Spin, Tag } from 'antd'
import type { HouseFileAnswer } from '../../../../contract/house-file'
import type { OwnCommunity } from '../../../../contract/own-company'
import { paths } from '../../../../contract/paths'
import { FileDrop } from '../../components/file-drop'
import { faultWords } from '../../http/fault-words'
import { newRequestId, postFile } from '../../http/request'

/** Houses by a company's own list: what it would bring, row by row; only then it is done. */
export function HouseFile({ community, changed }: { community: OwnCommunity; changed: () => void }) {
  const [look, setLook] = useState<{ file: File; answer: HouseFileAnswer; id: string } | null>(null)
  const [fault, setFault] = useState<unknown>(null)
  const [done, setDone] = useState<string | null>(null)
  const [busy, setBusy] = useState(false)
  const send = (file: File, query: Record<string, string>) => {
    setBusy(true)
    setFault(null)
    setDone(null)
    return postFile<HouseFileAnswer>(
      paths.ownCommunityHouseFile(community.id),
      { filename: file.name, ...query },
      file,
    ).finally(() => setBusy(false))
  }
  const take = (file: File) => {
    setLook(null)
    send(file, { preview: 'true' }).then((answer) => setLook({ file, answer, id: newRequestId() }), setFault)
  }
  const bring = ({ file, id }: { file: File; id: string }) =>
    send(file, { id }).then(({ created, faulty }) => {
      setLook(null)
      setDone(`加好了：新增 ${created} 个${faulty > 0 ? `，有问题的 ${faulty} 行没有加` : ''}。`)
      changed()
    }, setFault)
  return (
    <section className="house-file" aria-label={`用表格加${community.name}的房屋`}>
      <FileDrop accept=".xlsx,.csv" busy={busy} label={`选择${community.name}的房屋表格`} take={take}>
        {busy ? <Spin /> : <strong>选择房屋表格，或把文件拖进来</strong>}
        <span className="quiet small">
          Excel（.xlsx）或 CSV，表头写「楼栋」「单元」「房号」，房号也可以写成
          3-2-1201；商铺、车位加一列「类型」，在哪里写在「位置」
        </span>
      </FileDrop>
      {fault !== null && <Alert type="error" showIcon title={faultWords(fault)} />}
      {done !== null && <Alert type="success" showIcon title={done} />}
      {look && (
        <Look
          answer={look.answer}
          name={look.file.name}
          busy={busy}
          bring={() => void bring(look)}
          drop={() => setLook(null)}
        />
      )}
    </section>
  )
}

function Look(look: { answer: HouseFileAnswer; name: string; busy: boolean; bring: () => void; drop: () => void }) {
  const { created, known, faulty, faults, houses } = look.answer
  return (
    <>
      <p className="words-rule">
        <strong className="breaks">{look.name}</strong>
        <Tag color="green">新增 {created}</Tag>
        <Tag>已经有 {known}</Tag>
        {faulty > 0 && <Tag color="red">有问题 {faulty}</Tag>}
      </p>
      {faults.length > 0 && (
        <ul className="house-rows" aria-label="有问题的行">
          {faults.map((fault) => (
            <li key={fault.row}>
              <Tag color="red">第 {fault.row} 行</Tag>
              {faultOf(fault)}
            </li>
          ))}
          {faulty > faults.length && <li className="quiet">还有 {faulty - faults.length} 行</li>}
        </ul>
      )}
      {houses.length > 0 && (
        <ul className="house-rows" aria-label="表格里的房屋">
          {houses.map(({ row, kind, place, isNew }) => (
            <li key={row}>
              {place} {kind !== 'home' && <Tag>{kind === 'shop' ? '商铺' : '车位'}</Tag>}
              {!isNew && <span className="quiet">已经有了</span>}
            </li>
          ))}
          {created + known > houses.length && <li className="quiet">只列出前 {houses.length} 行</li>}
        </ul>
      )}
      <div className="buttons">
        <Button type="primary" loading={look.busy} disabled={created === 0} onClick={look.bring}>
          加上这 {created} 个
        </Button>
        <Button onClick={look.drop}>取消</Button>
      </div>
    </>
  )
}

function faultOf({ what, words }: HouseFileAnswer['faults'][number]): string {
  const said = words === '' ? '是空的' : `看不懂「${words}」`
  if (what === 'repeated') return `和第 ${words} 行是同一个，没有再加`
  if (what === 'building') return `楼栋${said}，请写成 3 或 3栋`
  if (what === 'unit') return `单元${said}，请写成 2 或 2单元`
  if (what === 'room') return `房号${said}，请写成 1201 或 3-2-1201`
  if (what === 'kind') return `类型${said}，请写「住宅」「商铺」或「车位」`
  return '有一格读不出来，请改成文字再试'
}
