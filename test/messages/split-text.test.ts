import fc from 'fast-check'
import { clipText, splitText } from '../../src/messages/split-text'

const bytes = (text: string) => Buffer.byteLength(text)
const letters = (text: string) => text.replace(/\s/g, '')
const clusters = new Intl.Segmenter('zh', { granularity: 'grapheme' })

test('a text that fits stays one part', () => {
  expect(splitText('您好', 2048)).toEqual(['您好'])
  expect(splitText('好'.repeat(682), 2046)).toHaveLength(1)
})

test('one byte more than fits makes two parts', () => {
  expect(splitText('好'.repeat(683), 2048).map(bytes)).toEqual([2046, 3])
})

test('a cut falls behind a sentence, its closing quote included', () => {
  const parts = splitText('师傅说：“马上到。”请您先关闭总阀门，注意脚下防滑。', 45)

  expect(parts).toEqual(['师傅说：“马上到。”', '请您先关闭总阀门，', '注意脚下防滑。'])
})

test('a paragraph is a better place than a later sentence', () => {
  const parts = splitText(`${'一'.repeat(20)}。\n\n${'二'.repeat(10)}。${'三'.repeat(20)}。`, 120)

  expect(parts).toEqual([`${'一'.repeat(20)}。`, `${'二'.repeat(10)}。${'三'.repeat(20)}。`])
})

test('an address is never cut, as long as it fits into a part', () => {
  const address = 'https://example.com/pay?house=3-2-501&month=2026-11'

  const parts = splitText(`请打开以下地址缴费${'啊'.repeat(10)}${address}谢谢`, 80)

  expect(parts.some((part) => part.includes(address))).toBe(true)
})

test('an address longer than a part is cut, and nothing of it is lost', () => {
  const address = `https://example.com/${'x'.repeat(300)}`

  expect(splitText(address, 100).join('')).toBe(address)
})

test.each(['👨‍👩‍👧‍👦', '🇨🇳', 'é', '👍🏽', '한', '💧'])('the visible character %s is never taken apart', (cluster) => {
  for (let room = bytes(cluster); room < bytes(cluster) + 12; room += 1) {
    const parts = splitText(cluster.repeat(9), room)
    for (const part of parts) {
      expect(bytes(part)).toBeLessThanOrEqual(room)
      expect(letters(part).length % cluster.length).toBe(0)
    }
  }
})

test('a cluster longer than a part is cut between code points and ends', () => {
  const zalgo = `a${'\u0301'.repeat(200)}`

  const parts = splitText(zalgo, 50)

  expect(parts.join('')).toBe(zalgo)
  expect(parts.every((part) => bytes(part) <= 50)).toBe(true)
})

test('any text keeps all its letters, each part fits and none is empty', () => {
  const text = fc.string({
    unit: fc.oneof(
      fc.constantFrom('好', '。', '\n', ' ', 'a', '💧', '👨‍👩‍👧', '，', 'https://a.cn/b'),
      fc.string({ unit: 'grapheme', maxLength: 2 }),
    ),
    maxLength: 300,
  })
  fc.assert(
    fc.property(text, fc.integer({ min: 40, max: 400 }), (whole, room) => {
      const parts = splitText(whole, room)
      expect(letters(parts.join(''))).toBe(letters(whole))
      expect(parts.every((part) => bytes(part) <= room)).toBe(true)
      if (whole.trim()) expect(parts.every((part) => part.length > 0)).toBe(true)
      const fits = [...clusters.segment(whole.trim())].every(({ segment }) => bytes(segment) <= 40)
      const kept = new Set([...clusters.segment(whole)].map(({ segment }) => segment))
      if (fits)
        for (const part of parts)
          for (const { segment } of clusters.segment(part)) expect(kept.has(segment) || /\s/.test(segment)).toBe(true)
    }),
    { numRuns: 300 },
  )
})

test('a clipped text says so within its room', () => {
  expect(clipText('楼道灯', 9)).toBe('楼道灯')
  expect(clipText('楼道灯不亮', 12)).toBe('楼道灯…')
  expect(bytes(clipText('好'.repeat(100), 128))).toBeLessThanOrEqual(128)
})
