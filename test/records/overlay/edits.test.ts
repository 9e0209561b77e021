import { applyEdits, toAddress, valueAt } from '../../../src/records/overlay/edits'

const SHIPPED = `# 说明
words:
  filed: # 登记好了
    zh: |
      已登记，编号 {number}。
      {who}负责。
    en: Filed.
slots:
  - name: phone
    ask: { zh: '电话？' }
groups:
  - [物业费, 管理费]
  - [车位, 停车位]
`

describe('edits over a shipped text', () => {
  it('puts a sentence in its place and leaves everything else, comments too, as it is', () => {
    const { text, lost } = applyEdits(SHIPPED, { 'words/filed/zh': '好了，编号 {number}。\n{who}跟进。' })

    expect(valueAt(text, 'words/filed/zh')).toBe('好了，编号 {number}。\n{who}跟进。')
    expect(valueAt(text, 'words/filed/en')).toBe('Filed.')
    expect(text).toContain('# 说明')
    expect(text).toContain('# 登记好了')
    expect(lost).toEqual([])
  })

  it('finds members of a list by their name or first word, adds new ones and takes some away', () => {
    const { text } = applyEdits(SHIPPED, {
      'slots/phone/ask/zh': '请留个电话？',
      [toAddress(['groups', '物业费'])]: ['物业费', '管理费', '物管费'],
      [toAddress(['groups', '电梯'])]: ['电梯', '客梯'],
      [toAddress(['groups', '车位'])]: null,
    })

    expect(valueAt(text, 'slots/phone/ask/zh')).toBe('请留个电话？')
    expect(valueAt(text, 'groups')).toEqual([
      ['物业费', '管理费', '物管费'],
      ['电梯', '客梯'],
    ])
  })

  it('lays the same edit over an updated file, and names an edit that has no place any more', () => {
    const updated = SHIPPED.replace('Filed.', 'It is filed.').replace('name: phone', 'name: mobile')

    const { text, lost } = applyEdits(updated, { 'words/filed/zh': '好了。', 'slots/phone/ask/zh': '电话号码？' })

    expect(valueAt(text, 'words/filed')).toEqual({ zh: '好了。', en: 'It is filed.' })
    expect(lost).toEqual(['slots/phone/ask/zh'])
  })
})
