import { mkdirSync, mkdtempSync, writeFileSync } from 'node:fs'
import { tmpdir } from 'node:os'
import { join, resolve } from 'node:path'
import { parseArticle } from '../../src/knowledge/read-article'
import { readArticlesIn } from '../../src/knowledge/read-knowledge-dir'

const article = (front: string, body = '按季度交。') => `---\n${front}\n---\n\n${body}\n`

describe('reading an article file', () => {
  it('reads the front matter and takes the text below as the answer, word for word', () => {
    const text = article(
      'key: fee-when\nquestion: 物业费什么时候交？\nsimilar: [几号交物业费]\ntopic: 收费\nsource: 服务合同',
      '每季度第一个月。\n\n---\n\n月底前。',
    )

    expect(parseArticle(text, 'fee-when.md')).toEqual({
      key: 'fee-when',
      question: '物业费什么时候交？',
      similar: ['几号交物业费'],
      answer: '每季度第一个月。\n\n---\n\n月底前。',
      topic: '收费',
      source: '服务合同',
      community: null,
      validFrom: null,
      validTo: null,
    })
  })

  it('reads a day as the whole day in China, also with Windows line ends', () => {
    const text = article('key: heating\nquestion: 几号供暖？\nvalidFrom: 2026-11-15\nvalidTo: 2027-03-15').replaceAll(
      '\n',
      '\r\n',
    )
    const read = parseArticle(text, 'heating.md')

    expect(read.validFrom?.toISOString()).toBe('2026-11-14T16:00:00.000Z')
    expect(read.validTo?.toISOString()).toBe('2027-03-15T15:59:59.999Z')
  })

  it.each([
    ['no front matter', '物业费', 'front matter'],
    ['no question', article('key: fee'), 'question'],
    ['an unknown field', article('key: fee\nquestion: 几号交？\nsimiler: []'), 'front matter'],
    ['a key with spaces', article('key: Fee One\nquestion: 几号交？'), 'key'],
    ['a similar question that is a number', article('key: fee\nquestion: 几号交？\nsimilar: [12]'), 'similar.0'],
    ['a day that does not exist', article('key: fee\nquestion: 几号交？\nvalidTo: 2026-02-30'), 'validTo'],
    [
      'an end before the start',
      article('key: fee\nquestion: 几号交？\nvalidFrom: 2026-03-01\nvalidTo: 2026-02-01'),
      'validTo',
    ],
    ['no answer', article('key: fee\nquestion: 几号交？', ''), 'answer'],
    ['broken YAML', article('key: fee\nquestion: "几号交？'), 'front matter'],
  ])('refuses an article with %s and names file and field', (_fault, text, field) => {
    expect(() => parseArticle(text, 'fees/fee.md')).toThrow(expect.objectContaining({ file: 'fees/fee.md', field }))
  })
})

describe('reading a folder of articles', () => {
  it('reads all folders below, by key, and leaves other files alone', () => {
    const folder = mkdtempSync(join(tmpdir(), 'articles-'))
    mkdirSync(join(folder, 'fees'))
    writeFileSync(join(folder, 'fees', 'b.md'), article('key: b\nquestion: 乙？'))
    writeFileSync(join(folder, 'a.md'), article('key: a\nquestion: 甲？'))
    writeFileSync(join(folder, 'README.md'), '# how to write')
    writeFileSync(join(folder, 'settings.yml'), 'settings: []')

    expect(readArticlesIn(folder).map(({ key }) => key)).toEqual(['a', 'b'])
  })

  it('refuses two articles with one key', () => {
    const folder = mkdtempSync(join(tmpdir(), 'articles-'))
    writeFileSync(join(folder, '1.md'), article('key: a\nquestion: 甲？'))
    writeFileSync(join(folder, '2.md'), article('key: a\nquestion: 乙？'))

    expect(() => readArticlesIn(folder)).toThrow(/2\.md: key: .*1\.md/)
  })

  it('reads every article that ships', () => {
    const shipped = readArticlesIn(resolve(__dirname, '../../knowledge'))

    expect(shipped.filter(({ question, answer }) => question === '' || answer === '')).toEqual([])
    expect(shipped.length).toBeGreaterThan(0)
  })
})
