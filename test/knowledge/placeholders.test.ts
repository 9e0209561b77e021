import { fillPlaceholders, findPlaceholders } from '../../src/knowledge/placeholders'

describe('placeholders of an answer', () => {
  it('lists each key once, in the order they are needed', () => {
    expect(
      findPlaceholders('请拨 {{phone.service}}，夜里拨 {{ phone.emergency }}，白天还是 {{phone.service}}'),
    ).toEqual(['phone.service', 'phone.emergency'])
  })

  it('fills what the community has and names what it lacks', () => {
    const filled = fillPlaceholders('{{fee.cycle}}，电话 {{phone.service}}', { 'fee.cycle': '按季度交' })

    expect(filled).toEqual({ text: '按季度交，电话 {{phone.service}}', missing: ['phone.service'] })
  })

  it('takes an empty or blank value for missing, so that no owner reads a sentence with a hole', () => {
    expect(fillPlaceholders('电话 {{phone.service}}', { 'phone.service': '  ' }).missing).toEqual(['phone.service'])
  })

  it('does not fall for names every object has', () => {
    expect(fillPlaceholders('{{constructor}}', {}).missing).toEqual(['constructor'])
  })

  it('leaves a dollar sign in a value as it is', () => {
    expect(fillPlaceholders('{{fee.shop}}', { 'fee.shop': '$& 5' }).text).toBe('$& 5')
  })
})
