import { resolve } from 'node:path'
import { parseThesaurus, readThesaurus } from '../../src/knowledge/thesaurus'

describe('the thesaurus', () => {
  it('reads the groups that ship', () => {
    expect(readThesaurus(resolve(__dirname, '../../knowledge/thesaurus.yml')).groups.length).toBeGreaterThan(50)
  })

  it('takes an empty file for no groups', () => {
    expect(parseThesaurus('')).toEqual({ groups: [] })
  })

  it('refuses a word that stands in two groups and says in which', () => {
    expect(() => parseThesaurus('groups:\n  - [物业费, 管理费]\n  - [服务费, 管理费]', 'words.yml')).toThrow(
      /words\.yml: groups\.1\.1: 「管理费」.*「物业费」/,
    )
  })

  it('refuses a group of one', () => {
    expect(() => parseThesaurus('groups:\n  - [物业费]')).toThrow(/at least two words/)
  })
})
