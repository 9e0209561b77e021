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

describe('beside what was told apart before', () => {
  const known = {
    matter: '厨房水龙头漏水',
    home: { building: '3', unit: '2', room: '501' },
    spot: { place: '厨房', scope: 'home' as const },
    others: [{ matter: '楼道灯也不亮', spot: { place: '楼道', scope: 'public' as const } }],
  }
  const told = (text: string) => faultsApart(reader, text, { ...options, known })

  it.each([
    ['楼道灯也不亮，记一下', '', ['楼道灯也不亮']],
    ['楼道的灯还是不亮，明天上午', '明天上午', ['楼道灯也不亮']],
    ['楼道灯不亮，三楼那个', '', ['楼道灯也不亮，三楼那个']],
    ['三楼楼道灯也不亮', '', ['三楼楼道灯也不亮']],
    ['另外小区健身器材也坏了', '', ['楼道灯也不亮', '小区健身器材也坏了']],
  ])('one told again stays one: %s', (text, own, others) => {
    const apart = told(text)

    expect(apart?.own).toBe(own)
    expect(apart?.others.map(({ matter }) => matter)).toEqual(others)
    expect(apart?.others[0]?.spot?.scope).toBe('public')
  })

  it('says nothing of them when only the repair itself is spoken of', () => {
    expect(told('水龙头漏得更厉害了')).toBeNull()
  })

  it('takes only so many apart, and the rest stays with the repair', () => {
    const others = ['1栋', '2栋', '3栋', '5栋', '6栋'].map((building) => ({
      matter: `${building}电梯按钮坏了`,
      spot: { place: '电梯', scope: 'public' as const },
      home: { building: building.slice(0, 1) },
    }))

    const text = '另外8栋楼道灯不亮，1栋电梯按钮坏了'

    const apart = faultsApart(reader, text, { ...options, known: { ...known, others } })
    expect(apart?.own).toContain('8栋楼道灯不亮')
    expect(apart?.others).toHaveLength(5)
  })
})
