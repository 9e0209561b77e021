import { CASE_KINDS, NUMBER_PREFIX, toCategory } from '../../../src/records/case/case-kinds'
import { keepAnonymous } from '../../../src/records/case/keep-anonymous'
import { toNumber } from '../../../src/records/case/next-number'
import { sameMatterOf } from '../../../src/records/case/same-matter'

test('a number tells kind, day and how many the day had', () => {
  expect(CASE_KINDS.map((kind) => NUMBER_PREFIX[kind])).toEqual(['BX', 'TS', 'JY', 'BY', 'ZX', 'SQ', 'JJ'])
  expect(toNumber('repair', '2026-11-21', 1)).toBe('BX-20261121-0001')
  expect(toNumber('complaint', '2026-11-21', 12345)).toBe('TS-20261121-12345')
})

test('a category keeps a known 大类 and turns the rest into 其他', () => {
  expect(toCategory('repair', '水电/漏水')).toBe('水电/漏水')
  expect(toCategory('repair', '水电')).toBe('水电/其他')
  expect(toCategory('repair', '宠物扰民/狗叫')).toBe('其他/狗叫')
  expect(toCategory('complaint', '宠物扰民/狗叫')).toBe('宠物扰民/狗叫')
  expect(toCategory('complaint', undefined)).toBe('其他/其他')
  expect(toCategory('suggestion', '绿化/种树')).toBe('绿化/种树')
})

describe('the same matter', () => {
  const repair = { kind: 'repair', category: '电梯/停运' } as const

  test('is the same fault in the same home', () => {
    const home = { building: '3', unit: '1', room: '1202' }
    expect(sameMatterOf({ ...repair, category: '水电/漏水', location: home })).toBe(
      sameMatterOf({ ...repair, category: '水电/漏水', location: { ...home, text: '三栋' } }),
    )
    expect(sameMatterOf({ ...repair, category: '水电/漏水', location: home })).not.toBe(
      sameMatterOf({ ...repair, category: '水电/停电', location: home }),
    )
  })

  test('is the same fault in the same public place', () => {
    expect(sameMatterOf({ ...repair, location: { building: '3', unit: '1', place: '电梯' } })).not.toBeNull()
    expect(sameMatterOf({ ...repair, category: '公共/路灯', location: { place: '中心广场' } })).not.toBeNull()
  })

  test('cannot be told of a lift without its building, of a room without its building, or of no place at all', () => {
    expect(sameMatterOf({ ...repair, location: { place: '电梯' } })).toBeNull()
    expect(sameMatterOf({ ...repair, location: { room: '1202' } })).toBeNull()
    expect(sameMatterOf({ ...repair, location: {} })).toBeNull()
    expect(sameMatterOf({ ...repair, category: '其他/其他', location: { place: '南门' } })).toBeNull()
  })

  test('is never told of complaints: each is one person’s own', () => {
    expect(
      sameMatterOf({ kind: 'complaint', category: '宠物扰民/狗叫', location: { building: '3', room: '1202' } }),
    ).toBeNull()
  })
})

test('an anonymous case keeps no name, phone, room or user in any of its words', () => {
  const kept = keepAnonymous(
    {
      summary: '我是1202的李女士，138 0000 1234，保安骂人',
      location: { building: '3', unit: '1', room: '1202', text: '3栋1单元1202' },
      contact: { name: '李女士', phone: '13800001234' },
      details: { target: '保安', told: ['李女士说的', { again: '1202' }], amount: 3 },
    },
    'wm-owner-7',
  )

  const words = JSON.stringify(kept)
  for (const known of ['1202', '李女士', '13800001234', '138 0000 1234', 'wm-owner-7'])
    expect(words).not.toContain(known)
  expect(kept).toMatchObject({
    contact: null,
    location: { building: '3', room: null },
    details: { target: '保安', amount: 3 },
  })
})
