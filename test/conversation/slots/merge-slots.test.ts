import { mergeSlots } from '../../../src/conversation/slots/merge-slots'
import type { Photo, SlotValues } from '../../../src/conversation/slots/slot-values'

const photo = (index: number): Photo => ({
  exchangeId: `ex${index}`,
  attachment: { kind: 'image', fileId: `f${index}` },
})

it('keeps no more of a long talk than a case needs, the newest of it', () => {
  let values: SlotValues = {}
  for (let index = 0; index < 300; index++)
    values = mergeSlots(values, {
      matter: `${values.matter ?? ''}；又漏了，楼下的天花板也湿了一大片`,
      photos: [photo(index)],
      toldIn: [`ex${index}`],
    })

  expect(values.matter!.length).toBeLessThanOrEqual(2000)
  expect(values.photos).toHaveLength(100)
  expect(values.photos!.at(-1)).toEqual(photo(299))
  expect(values.toldIn).toHaveLength(100)
})

it('shows the same photo once', () => {
  expect(mergeSlots({ photos: [photo(1)] }, { photos: [photo(1), photo(2)] }).photos).toEqual([photo(1), photo(2)])
})
