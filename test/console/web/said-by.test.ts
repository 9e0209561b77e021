import { saidBy } from '../../../src/console/web/desk/features/words/said-by'

describe('what is not said, for those who read no patterns', () => {
  it.each([
    ['不知道|不懂|不清楚', '不知道、不懂、不清楚'],
    ['人手不(够|足)|没有?办法|按规定', '人手不够、人手不足、没有办法、没办法、按规定'],
    ['我想(?!请)|我觉得', '我想、我觉得'],
    [
      '(他|师傅)不在(岗|班)?(?=[，。]|$)|正在休息(?=[，。]|$)',
      '他不在岗、他不在班、他不在、师傅不在岗、师傅不在班、师傅不在、正在休息',
    ],
    ['停[^，。]{0,4}(水|电)', '停…水、停…电'],
    ['保证', '保证'],
    ['(没写完', '没写完'],
  ])('reads %s', (pattern, words) => {
    expect(saidBy(pattern)).toBe(words)
  })
})
