import { weaknessesOf } from '../../../src/console/contract/password-rule'

describe('the rule for passwords', () => {
  it.each([
    ['Kuaile8!', 'short'],
    ['x'.repeat(201), 'long'],
    ['zhangsan-de-mima', 'name'],
    ['ZHANGSAN-de-mima', 'name'],
    ['aabbaabbaabb', 'few'],
    ['1234567890ab', 'run'],
    ['zyxwvutsrq99', 'run'],
    ['qwertyuiop12', 'run'],
    ['1qaz2wsx3edc', 'run'],
    ['Password1234', 'common'],
    ['woaini1314520', 'common'],
    ['Admin@2026!!', 'common'],
  ])('finds %s easy to guess: %s', (password, weakness) => {
    expect(weaknessesOf(password, 'zhangsan')).toContain(weakness)
  })

  it.each([
    'correct horse battery',
    '今天的月亮很圆呢我们去看',
    'k7mp-3xq9-hd4w',
    'Tr0ub4dor&3xyz',
    'latest-greenhouse',
  ])('takes %s', (password) => {
    expect(weaknessesOf(password, 'zhangsan')).toEqual([])
  })

  it('counts signs, not bytes or halves of signs, and full-width letters as what they stand for', () => {
    expect(weaknessesOf('🌙🌟🌈🍎🍊🍋', '')).toContain('short')
    expect(weaknessesOf('ｐａｓｓｗｏｒｄ１２', '')).toContain('common')
  })
})
