import path from 'node:path'
import ExcelJS from 'exceljs'
import { parseImportFile } from '../../../src/knowledge/articles/parse-import-file'
import { withoutRadicals } from '../../../src/knowledge/documents/radicals'
import { readDocument } from '../../../src/knowledge/documents/read-document'
import { takeApart } from '../../../src/knowledge/documents/take-apart'
import { docxOf, paragraph, pdfOf, zipOf } from './small-files'

const THREAD = {
  file: path.resolve('src/knowledge/documents/document-thread.ts'),
  execArgv: ['-r', path.resolve('test/support/typescript.cjs')],
}
const apart = async (name: string, content: Buffer | string) =>
  takeApart((await readDocument(name, Buffer.from(content as string), THREAD)).blocks, { name })
const qa = ({ found }: Awaited<ReturnType<typeof apart>>) => found.map(({ question, answer }) => [question, answer])

describe('a document taken apart', () => {
  it('finds questions by 问 and 答, also within one paragraph', async () => {
    const text =
      '问：停车费多少？\n答：每月300元。\n可以按季交。\n\n2、问：几点关门？答：夜里十二点。\n问：没有答案的？\n'

    const result = await apart('问答.txt', text)

    expect(qa(result)).toEqual([
      ['停车费多少？', '每月300元。\n可以按季交。'],
      ['几点关门？', '夜里十二点。'],
    ])
    expect(result.unanswered).toEqual(['没有答案的？'])
    expect(result.found[0]!.source).toBe('问答.txt')
  })

  it('takes headings, numbers and clauses of a Chinese paper, and names the place of each', async () => {
    const text = [
      '一、停车管理',
      '（一）收费标准',
      '地面车位每月300元，8:00-18:00 办理。',
      '1. 先到前台登记，再交费。',
      '第三条 装修时间：每天8:00至12:00，周末不得施工。',
      '二、门禁',
      '门禁卡丢了怎么办？',
      '带身份证到前台补办。',
    ].join('\n')

    const result = await apart('管理规定.md', text)

    expect(qa(result)).toEqual([
      ['停车管理：收费标准', '地面车位每月300元，8:00-18:00 办理。\n1. 先到前台登记，再交费。'],
      ['停车管理：装修时间', '装修时间：每天8:00至12:00，周末不得施工。'],
      ['门禁卡丢了怎么办？', '带身份证到前台补办。'],
    ])
    expect(result.found[0]!.source).toBe('管理规定.md，停车管理 / 收费标准')
  })

  it('reads Word: headings of a Chinese Word, questions in bold, tables in words, times without backslashes', async () => {
    const cell = (words: string) => `<w:tc>${paragraph(words)}</w:tc>`
    const row = (...cells: string[]) => `<w:tr>${cells.map(cell).join('')}</w:tr>`
    const docx = docxOf(
      paragraph('业主手册', { style: '1' }) +
        paragraph('垃圾分类', { style: '2' }) +
        paragraph('每天 8:00-18:00 投放 &amp; 分开。') +
        paragraph('宠物可以进电梯吗？', { bold: true }) +
        paragraph('可以，请抱好。') +
        paragraph('收费', { style: '2' }) +
        `<w:tbl>${row('项目', '价格')}${row('地面车位', '300元')}${row('地下车位', '500元')}</w:tbl>` +
        `<w:tbl>${row('问题', '答案')}${row('快递放哪里？', '东门快递柜。')}</w:tbl>`,
    )

    const result = await apart('手册.docx', docx)

    expect(qa(result)).toEqual([
      ['业主手册：垃圾分类', '每天 8:00-18:00 投放 & 分开。'],
      ['宠物可以进电梯吗？', '可以，请抱好。'],
      ['业主手册：收费', '项目：地面车位，价格：300元\n项目：地下车位，价格：500元'],
      ['快递放哪里？', '东门快递柜。'],
    ])
  })

  it('reads PDF: larger letters are headings, cut lines are whole again, radicals are characters, margins go', async () => {
    const full = '停⻋场每⽉租⾦为三百元整并且按季度收取业主应当在每个季度的第一天之前到'
    const pdf = pdfOf([
      [
        ['翠湖花园物业', 9],
        ['停⻋管理办法', 18],
        [full, 12],
        ['前台交⻬。', 12],
        ['第1页', 9],
      ],
      [
        ['翠湖花园物业', 9],
        ['⻔禁卡丢了怎么办？', 12],
        ['带⾝份证补办，⻓期有效。', 12],
        ['2', 9],
      ],
      [
        ['翠湖花园物业', 9],
        ['地⻚', 12],
      ],
    ])

    const result = await apart('办法.pdf', pdf)

    expect(qa(result)).toEqual([
      ['停车管理办法', `${withoutRadicals(full)}前台交齐。`],
      ['门禁卡丢了怎么办？', '带身份证补办，长期有效。\n地页'],
    ])
    expect(result.found.map(({ source }) => source)).toEqual([
      '办法.pdf，第1页，停车管理办法',
      '办法.pdf，第2页，停车管理办法',
    ])
  })

  it('marks what is too long for an answer, and keeps a paper without any order under its name', async () => {
    const result = await apart('通知.txt', '一句话。'.repeat(400))

    expect(result.found).toMatchObject([{ question: '通知', long: true }])
  })

  it('leaves no radical that a search would miss', () => {
    const all = Array.from({ length: 0x2fd6 - 0x2e81 }, (_, at) => String.fromCodePoint(0x2e81 + at))
    const assigned = all.filter((letter) => /\p{L}|\p{So}/u.test(letter))

    expect(withoutRadicals(assigned.join(''))).not.toMatch(/[\u2E80-\u2FDF]/)
    expect(withoutRadicals('停⻋⽉租，⻓期（８折）')).toBe('停车月租，长期（８折）')
  })
})

describe('a hostile file', () => {
  afterEach(() => {
    delete (globalThis as { ran?: boolean }).ran
  })

  it.each([
    '---js\nglobalThis.ran = true\n---\n',
    '---javascript\nglobalThis.ran = true\n---\n',
    '---\njs: !!js/function "x"\n---\n',
  ])('of Markdown runs nothing of its front matter: %j', async (front) => {
    const result = await apart('a.md', `${front}# 能养狗吗？\n可以。`)
    const imported = await parseImportFile('a.md', Buffer.from(`${front}正文`), 'Asia/Shanghai')

    expect(qa(result)).toEqual([['能养狗吗？', '可以。']])
    expect(imported).toMatchObject([{ fault: expect.any(String) as string }])
    expect((globalThis as { ran?: boolean }).ran).toBeUndefined()
  })

  const bomb = () => zipOf({ 'word/document.xml': Buffer.alloc(60 * 1024 * 1024, 0x20) }, 100)
  const entity = (part: string) =>
    zipOf({ [part]: '<?xml version="1.0"?><!DOCTYPE x [<!ENTITY f SYSTEM "file:///etc/passwd">]><x>&f;</x>' })
  it.each([
    ['a Word file that unpacks without end', 'a.docx', bomb(), /unpacks to more/],
    ['a Word file that reads files of this machine', 'a.docx', entity('word/document.xml'), /document type of its own/],
    ['an archive that is no Word file', 'a.docx', zipOf({ 'x.xml': '<x/>' }), /no Word document/],
    ['a Word file with a broken body', 'a.docx', docxOf('<w:p><w:r>'), /cannot be read/],
    ['a PDF that is none', 'a.pdf', Buffer.from('这不是PDF'), /first bytes/],
    ['a PDF that is broken', 'a.pdf', Buffer.from('%PDF-1.4\ngarbage'), /cannot be read/],
    ['a PDF of pictures', 'a.pdf', pdfOf([[]]), /scanned/],
    ['a program', 'a.docx', Buffer.from('MZ\x90\x00'), /first bytes/],
    ['an old Word file', 'a.docx', Buffer.from('d0cf11e0a1b11ae1', 'hex'), /password/],
    ['another kind', 'a.exe', Buffer.from('x'), /expected a .docx/],
  ])('is refused: %s', async (_name, name, bytes, message) => {
    await expect(readDocument(name, bytes, THREAD)).rejects.toThrow(message)
  })

  const workbook = (sheet: string, book = '') =>
    zipOf({
      'xl/workbook.xml': `<workbook>${book}</workbook>`,
      'xl/worksheets/sheet1.xml': `<worksheet>${sheet}</worksheet>`,
    })
  it.each([
    ['merged over everything', workbook('<mergeCell ref="A1:XFD1048576"/>'), /span more cells/],
    [
      'with a name for everything',
      workbook('', '<definedName name="x">S!$A$1:$XFD$1048576</definedName>'),
      /span more cells/,
    ],
    ['with rows without end', workbook('<row r="1"/>'.repeat(40_001)), /20000 rows/],
    ['with entities', entity('xl/sharedStrings.xml'), /document type of its own/],
    ['that unpacks without end', zipOf({ 'xl/media/a.png': Buffer.alloc(120 * 1024 * 1024) }, 100), /unpacks to more/],
    ['without a sheet', zipOf({ 'a.xml': '<a/>' }), /xlsx/],
  ])('of Excel is refused: %s', async (_name, bytes, message) => {
    await expect(parseImportFile('a.xlsx', bytes, 'Asia/Shanghai')).rejects.toThrow(message)
  })

  it('of Excel takes no formula for words: what it says is its result', async () => {
    const book = new ExcelJS.Workbook()
    book.addWorksheet('一').addRows([
      ['问题', '答案'],
      ['一', { formula: 'HYPERLINK("http://x")', result: '点我' }],
    ])

    const rows = await parseImportFile('a.xlsx', Buffer.from(await book.xlsx.writeBuffer()), 'Asia/Shanghai')

    expect(rows).toMatchObject([{ value: { answer: '点我' } }])
  })
})
