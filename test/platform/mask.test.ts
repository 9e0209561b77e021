import fc from 'fast-check'
import { maskPersonal } from '../../src/platform/mask'

/** Test numbers: the identity number is the example of GB 11643, the card a published Luhn example. */
const IDENTITY = '11010519491231002X'
const CARD = '6222021234567890128'

describe('masking', () => {
  it.each([
    ['我电话13800138000，尽快联系', '我电话[手机1]，尽快联系'],
    ['138 0013 8000或者+86-13900139000', '[手机1]或者[手机2]'],
    ['１３８００１３８０００', '[手机1]'],
    ['我的手机幺三八零零幺三八零零零一会儿打', '我的手机[手机1]一会儿打'],
    ['电话13800138000一会儿打', '电话[手机1]一会儿打'],
    ['座机010-62345678', '座机[电话1]'],
    ['电话：62345678', '电话：[电话1]'],
    [`身份证${IDENTITY}`, '身份证[身份证1]'],
    ['身份证号110105194912310021打错了', '身份证号[身份证1]打错了'],
    [`卡号 ${CARD}`, '卡号 [银行卡1]'],
    ['4111 1111 1111 1111', '[银行卡1]'],
    ['京A·12345挡住了京AD12345', '[车牌1]挡住了[车牌2]'],
    ['粤b8c9d0占了车位', '[车牌1]占了车位'],
    ['沪A1234学', '[车牌1]'],
    ['我住3栋2单元501', '我住[房号1]'],
    ['3号楼2单元501室漏水', '[房号1]漏水'],
    ['三栋二单元五零一漏水', '[房号1]漏水'],
    ['A座1203的空调', '[房号1]的空调'],
    ['88弄12号501室', '[房号1]'],
    ['2单元501没电', '[房号1]没电'],
    ['我是501室的', '我是[房号1]的'],
    ['我家3-2-501', '我家[房号1]'],
    ['8-1203灯坏了', '[房号1]灯坏了'],
    ['3#501', '[房号1]'],
    ['3栋2单元501天花板漏水', '[房号1]天花板漏水'],
    ['3栋501楼上漏水', '[房号1]楼上漏水'],
    ['三栋五零一来人看看', '[房号1]来人看看'],
    ['3栋十二室', '[房号1]'],
    ['发到 wang.li+home@example.com.cn 吧', '发到 [邮箱1] 吧'],
  ])('hides what is personal in %s', (text, expected) => {
    const masked = maskPersonal(text)

    expect(masked.text).toBe(expected)
    expect(masked.restore(masked.text)).toBe(text)
  })

  it.each([
    '3栋电梯坏了',
    '2单元门口的灯不亮',
    '物业费2.5元每平米',
    '1-100元都可以',
    '8:30-18:00上班',
    '2026-11-21下午3点',
    '工单BX-20261121-0001到哪了',
    '打110还是119',
    '客服400-800-1234',
    '一二三四五六七',
    '10-150元',
    '订单123456789012345678',
    '5月20日停水吗',
    '3楼8点停电',
    '京东快递',
    '1号门几点关',
    '127.0.0.1:3978',
    '2号楼三天没水了',
    '21号20分钟没人来',
    '2号楼200人没水',
    '3栋20户都停电',
    '三号楼一百多人',
    '3栋12层电梯',
    '3楼500元押金',
  ])('leaves %s as it is', (text) => {
    expect(maskPersonal(text).text).toBe(text)
  })

  it('does not take eighteen digits whose checksum is wrong for an identity number', () => {
    expect(maskPersonal('编号110105194912310021').text).not.toContain('身份证')
  })

  it('gives the same value the same placeholder and puts every one of them back', () => {
    const masked = maskPersonal('13800138000和13900139000，再说一遍13800138000')

    expect(masked.text).toBe('[手机1]和[手机2]，再说一遍[手机1]')
    expect(masked.restore('请拨[手机2]或[手机1]，不是[手机9]')).toBe('请拨13900139000或13800138000，不是[手机9]')
  })

  it('does not mistake what a person typed for one of its placeholders', () => {
    const text = '[手机1]是什么，我是13800138000'

    const masked = maskPersonal(text)

    expect(masked.text).toBe('[手机1]是什么，我是[手机2]')
    expect(masked.restore(masked.text)).toBe(text)
  })

  it('gives back any text exactly and never leaves a mobile number in it', () => {
    const piece = fc.oneof(
      fc.string({ unit: 'grapheme' }),
      fc.constantFrom(
        '13800138000',
        IDENTITY,
        CARD,
        '3栋2单元501',
        '京A12345',
        '[手机1]',
        '[房号',
        '1]',
        '8-1203',
        '幺',
        '１',
      ),
    )

    fc.assert(
      fc.property(fc.array(piece, { maxLength: 8 }), (pieces) => {
        const text = pieces.join('，')
        const masked = maskPersonal(text)
        expect(masked.restore(masked.text)).toBe(text)
        expect(masked.text).not.toMatch(/(?<!\d)1[3-9]\d{9}(?!\d)/)
      }),
    )
  })

  it('is quick with a wall of digits, letters and numerals', () => {
    const walls = [
      '1'.repeat(20_000),
      'a'.repeat(20_000),
      '一'.repeat(20_000),
      '1-'.repeat(10_000),
      'a.'.repeat(10_000),
    ]

    const started = performance.now()
    for (const wall of walls) maskPersonal(wall)

    expect(performance.now() - started).toBeLessThan(2_000)
  })
})
