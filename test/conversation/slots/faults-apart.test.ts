import { createReader } from '../../../src/conversation/create-reader'
import { faultsApart } from '../../../src/conversation/slots/faults-apart'
import { shippedSnapshot } from '../../../src/understanding/live/snapshot'

const reader = createReader(shippedSnapshot().understander, shippedSnapshot().lexicon)
const options = { at: new Date('2026-11-21T10:00:00+08:00'), timeZone: 'Asia/Shanghai' }

it.each([
  ['我家马桶堵了，一楼大厅的门也关不上', '我家马桶堵了', ['一楼大厅的门也关不上']],
  ['我家灯不亮了一楼大厅的门禁也刷不开', '我家灯不亮了', ['一楼大厅的门禁也刷不开']],
  ['阳台窗户关不上 小区健身器材也坏了 3栋2单元501', '3栋2单元501，阳台窗户关不上', ['小区健身器材也坏了']],
  ['电梯按钮坏了，还有我家厨房水龙头漏水', '我家厨房水龙头漏水', ['电梯按钮坏了']],
  ['3栋电梯按钮坏了，5栋楼道灯不亮', '3栋电梯按钮坏了', ['5栋楼道灯不亮']],
  ['我家厨房灯不亮，另外楼道灯也不亮', '我家厨房灯不亮', ['楼道灯也不亮']],
])('takes faults in different places apart: %s', (text, own, others) => {
  const apart = faultsApart(reader, text, options)

  expect(apart?.own).toBe(own)
  expect(apart?.others.map(({ matter }) => matter)).toEqual(others)
})

it.each([
  '厨房漏水 灯也不亮',
  '厨房水龙头漏水 卫生间马桶也堵了',
  '外墙渗水，我家卧室墙发霉了 3栋2单元501',
  '家里没电了，楼道灯也不亮',
  '我家灯不亮，楼道灯也不亮',
  '楼道灯不亮，楼道墙皮也掉了',
  '小区大门坏了，门禁也刷不开',
  '窗户玻璃碎了，碎片掉到楼下草坪上',
  '我家门锁坏了，钥匙断在里面了，明天上午来',
])('leaves one home, one place and one cause together: %s', (text) => {
  expect(faultsApart(reader, text, options)).toBeNull()
})
