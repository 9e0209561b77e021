import { communitiesIn } from '../../src/conversation/place-talk'

const ALL = [
  { name: '翠湖花园', aliases: ['翠湖'] },
  { name: '翠湖花园二期', aliases: ['翠湖二期', '二'] },
  { name: '金色家园', aliases: [] },
]
const namedIn = (text: string) => communitiesIn(text, ALL).map(({ name }) => name)

it('takes the longest name: the second phase of an estate is not the first', () => {
  expect(namedIn('翠湖花园二期')).toEqual(['翠湖花园二期'])
  expect(namedIn('我住翠湖二期3栋')).toEqual(['翠湖花园二期'])
  expect(namedIn('我住翠湖花园3栋')).toEqual(['翠湖花园'])
})

it('names both where both are said, and none for a single character', () => {
  expect(namedIn('翠湖花园还是翠湖花园二期').sort()).toEqual(['翠湖花园', '翠湖花园二期'])
  expect(namedIn('二栋')).toEqual([])
})

it('reads wide letters as narrow ones', () => {
  expect(communitiesIn('我住ＡＢ公寓', [{ name: 'AB公寓', aliases: [] }])).toHaveLength(1)
})
