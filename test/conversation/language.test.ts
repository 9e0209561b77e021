import { languageOf } from '../../src/conversation/language'

describe('the language of an owner', () => {
  it.each([
    ['粤B12345', null],
    ['skip', null],
    ['Mr 王, two people', 'en'],
    ['I lost my card', 'en'],
    ['门禁卡丢了', 'zh'],
    ['WiFi 坏了', 'zh'],
  ])('of %s is %s', (said, language) => {
    expect(languageOf(said)).toBe(language)
  })
})
