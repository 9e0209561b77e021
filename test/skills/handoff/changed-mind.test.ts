import { isChangedMind } from '../../../src/skills/handoff/changed-mind'

it.each([
  '不用人工了',
  '算了不用人工了',
  '好的，不需要转人工了',
  '不要人工了谢谢',
  '别转人工了',
  '别找人了，我自己来',
  '取消转人工',
  '取消，不转人工了',
  '不用叫人了',
  '算了，我自己看看',
  'never mind',
])('「%s」 calls the person off', (text) => {
  expect(isChangedMind(text)).toBe(true)
})

it.each([
  '我不要人工智能，我要真人',
  '别拿人工智能糊弄我',
  '不要机器人了，给我人工',
  '不需要机器人客服',
  '要不要找人先来看看水管',
  '能不能换个别的客服',
  '不要这个客服，换一个',
  '特别需要人工',
  '别人都有客服接',
  '怎么还没有人来',
  '算了我自己打12345',
  '算了，自己找媒体曝光',
  '取消吧，转人工',
  '算了，转人工吧',
  '不用了，我要人工',
])('「%s」 does not call the person off', (text) => {
  expect(isChangedMind(text)).toBe(false)
})
