import { createTestDatabase, type TestDatabase } from '../../support/database'

let test_: TestDatabase
beforeAll(async () => {
  test_ = await createTestDatabase()
})
afterAll(() => test_.close())

const database = () => test_.db

it('gives bigint as text, times as Date, days and numerics as text, jsonb parsed', async () => {
  const [row] = await database().query(
    'every-type',
    `select 9007199254740993::bigint as big, timestamptz '2026-11-21 08:00+08' as at, date '2026-11-21' as day,
            1.10::numeric as price, jsonb '{"栋":3}' as house, array[1,2]::bigint[] as many, '{x}'::text[] as words`,
  )

  expect(row).toEqual({
    big: '9007199254740993',
    at: new Date('2026-11-21T00:00:00Z'),
    day: '2026-11-21',
    price: '1.10',
    house: { 栋: 3 },
    many: ['1', '2'],
    words: ['x'],
  })
})
