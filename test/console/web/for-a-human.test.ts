import { readdirSync, readFileSync } from 'node:fs'
import { join } from 'node:path'
import { forHuman } from '../../../src/console/web/desk/features/talks/trays/for-a-human'

describe('an answer of the bot that a colleague gives', () => {
  it.each([
    ['可以申请。回复“转人工”，写哪天、几点到几点，客服看有没有空。', '可以申请。写哪天、几点到几点，客服看有没有空。'],
    ['验房有问题，请写在验房单上。想约时间，回复“转人工”。', '验房有问题，请写在验房单上。'],
    ['没找到，请拍下来发在这里并回复“转人工”，我登记后请财务说明。', '没找到，请拍下来发在这里，我登记后请财务说明。'],
    ['忘带的话，可以开通手机开门，回复"转人工"就能办。', '忘带的话，可以开通手机开门。'],
    ['交完想要收据，回复“转人工”请客服开。', '交完想要收据，请客服开。'],
    ['带身份证到服务中心，或回复“转人工”先问材料。', '带身份证到服务中心，先问材料。'],
    ['请在每月 5 日前交。', '请在每月 5 日前交。'],
    ['回复“转人工”。', ''],
  ])('says %s', (answer, words) => {
    expect(forHuman(answer)).toBe(words)
  })

  it('sends nobody to a person, in any article that ships', () => {
    const folder = join(__dirname, '../../../knowledge')
    const files = readdirSync(folder, { recursive: true, encoding: 'utf8' }).filter((name) => name.endsWith('.md'))
    const lines = files.flatMap((name) => readFileSync(join(folder, name), 'utf8').split('\n'))
    const left = lines.map(forHuman).filter((line) => /回复["“「]转人工|[，；：][，。；：]|^[，。；]/.test(line))
    expect(left).toEqual([])
  })
})
