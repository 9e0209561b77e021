import ExcelJS from 'exceljs'
import { ImportAnswer } from '../../../src/console/contract/knowledge'
import { recordUnanswered } from '../../../src/knowledge/articles/unanswered'
import { AT, givenCommunity } from '../../records/given'
import { TOKEN, givenServer, type GivenServer } from '../given-server'

const AUTHORIZED = { authorization: `Bearer ${TOKEN}` }

/** What a spreadsheet, a parser or a careless export would change. */
const TRICKY = [
  {
    key: '007',
    question: '=HYPERLINK("http://x","点我")',
    answer: '+86 10 1234',
    similar: ['@大家；看这里', '-1|2', 'C:\\停车'],
  },
  {
    key: "'quoted",
    question: "'=已经有撇号",
    answer: '第一行\r\n第二行\n\t"引号",逗号；分号\n_x000D_',
    tags: ['收费', 'a|b'],
  },
  {
    question: '有期限',
    answer: '答',
    validFrom: '2026-01-01',
    validTo: '2026-12-31',
    community: '翠湖花园',
    source: '物业合同第3条',
  },
  { question: '有钟点', answer: '答', validFrom: '2026-01-01T08:30:15+08:00', validTo: '2026-12-31T00:00:00+08:00' },
  { question: '有毫秒', answer: '答', validFrom: '2026-01-01T08:30:15.123+08:00', topic: '=分类' },
  { question: '🐶能进电梯吗', answer: '可以，{{phone.service}}', similar: ['狗狗乘梯'] },
]

describe('files of knowledge over REST', () => {
  let server: GivenServer
  beforeAll(async () => {
    server = await givenServer()
    await givenCommunity(server.db)
    for (const entry of TRICKY) await server.call('POST', '/api/v1/knowledge/entries', entry)
  })
  afterAll(() => server.close())
  const send = async (name: string, body: Uint8Array<ArrayBuffer> | string, query = '') => {
    const answer = await fetch(`${server.url}/api/v1/knowledge/import${query}`, {
      method: 'POST',
      headers: { ...AUTHORIZED, 'x-filename': encodeURIComponent(name) },
      body,
    })
    return { status: answer.status, json: (await answer.json()) as ReturnType<typeof JSON.parse> }
  }
  const fetchFile = async (path: string) => {
    const answer = await fetch(server.url + path, { headers: AUTHORIZED })
    return { headers: answer.headers, bytes: new Uint8Array(await answer.arrayBuffer()) }
  }

  it.each(['xlsx', 'csv', 'jsonl'])(
    'gives out a .%s that comes back in unchanged, to the last sign',
    async (format) => {
      const { headers, bytes } = await fetchFile(`/api/v1/knowledge/export?format=${format}`)
      const draft = await send(`back.${format}`, bytes)
      const published = await send(`back.${format}`, bytes, '?publish=true')

      expect(headers.get('content-disposition')).toContain(`.${format}`)
      for (const { json } of [draft, published])
        expect(ImportAnswer.parse(json)).toEqual({ created: 0, updated: 0, unchanged: TRICKY.length, errors: [] })
    },
  )

  it('writes no cell that a spreadsheet takes for a formula', async () => {
    const csv = Buffer.from((await fetchFile('/api/v1/knowledge/export?format=csv')).bytes).toString('utf8')
    const book = new ExcelJS.Workbook()
    await book.xlsx.load((await fetchFile('/api/v1/knowledge/export?format=xlsx')).bytes.buffer)

    expect(csv.startsWith('\uFEFF')).toBe(true)
    expect(csv).toContain(`"'=HYPERLINK(""http://x"",""点我"")"`)
    expect(csv).not.toMatch(/(^|,)"[=+\-@\t\r]/m)
    const cells: unknown[] = []
    book.worksheets[0]!.eachRow((row) => row.eachCell(({ value }) => cells.push(value)))
    expect(cells.every((value) => typeof value === 'string' && !/^[=+\-@\t\r]/.test(value))).toBe(true)
  })

  it('shows what an import would do, row by row, and changes nothing', async () => {
    const csv =
      '标准问,答案,小区,失效\n有期限,换了答案,翠湖花园,\n新问题,新答案,没见过的小区,\n缺答案,,,\n坏日期,答,,明年\n'

    const preview = await send('改.csv', csv, '?preview=true&publish=true')
    const communities = await server.db.query('any-new', `select id from community where name = '没见过的小区'`)
    const done = await send('改.csv', csv, '?publish=true')
    const again = await send('改.csv', csv, '?publish=true')

    expect(ImportAnswer.parse(preview.json)).toMatchObject({
      created: 1,
      updated: 1,
      rows: [
        { row: 2, question: '有期限', community: '翠湖花园', outcome: 'updated' },
        { row: 3, question: '新问题', outcome: 'created' },
      ],
      errors: [
        { row: 4, column: 'B 答案' },
        { row: 5, column: 'D 失效' },
      ],
    })
    expect(communities).toEqual([])
    expect(done.json).toMatchObject({ created: 1, updated: 1, unchanged: 0 })
    expect(again.json).toMatchObject({ created: 0, updated: 0, unchanged: 2 })
  })

  it('takes a workbook from a form and answers with it', async () => {
    const book = new ExcelJS.Workbook()
    book.addWorksheet('一').addRows([
      ['标准问', '相似问', '答案'],
      ['篮球场几点关灯', '球场关灯时间；球场开到几点', '夜里十点。'],
    ])
    const form = new FormData()
    form.append('file', new Blob([await book.xlsx.writeBuffer()]), '球场.xlsx')

    const answer = await fetch(`${server.url}/api/v1/knowledge/import?publish=true`, {
      method: 'POST',
      headers: AUTHORIZED,
      body: form,
    })
    const found = await server.call('POST', '/api/v1/knowledge/search', { query: '球场开到几点', limit: 1 })

    expect(await answer.json()).toMatchObject({ created: 1, errors: [] })
    expect(found.json).toMatchObject({ answered: true, hits: [{ answer: '夜里十点。' }] })
  })

  it('refuses a file over size', async () => {
    const answer = await send('大.csv', new Uint8Array(25 * 1024 * 1024 + 1))

    expect(answer.status).toBe(413)
  })

  it('gives out the unanswered questions as a table to be filled in', async () => {
    const asked = { communityId: null, personId: null, conversationId: null, reason: 'no_article' as const, at: AT }
    for (const query of ['=能养鸡吗', '请问=能养鸡吗？']) await recordUnanswered(server.db, { ...asked, query })

    const { bytes } = await fetchFile('/api/v1/knowledge/unanswered/export?format=csv')
    const csv = Buffer.from(bytes).toString('utf8')
    const filled = await send('补.csv', csv.replace(`"","2"`, `"不可以。","2"`))

    expect(csv).toMatch(/"标准问","相似问","答案","次数"/)
    expect(csv).toContain(`"'=能养鸡吗"`)
    expect(filled.json).toMatchObject({ created: 1, errors: [] })
  })
})
