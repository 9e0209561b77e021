import { readdirSync, readFileSync } from 'node:fs'
import { join } from 'node:path'
import { parse } from 'yaml'
import { z } from 'zod'

/**
 * What we ship in knowledge/ is read by owners word for word, so its rules are checked like code: wording (domain.md
 * B15, B16, B28), law only as domain.md E1 has it, no fee talk tied to supply or access (C17), no invented number.
 */
const folder = join(__dirname, '../../knowledge')

const Article = z.strictObject({
  key: z.string().regex(/^[a-z][a-z0-9-]+$/),
  question: z.string().min(4).max(40),
  similar: z.array(z.string().min(2)).min(4).max(12),
  topic: z.string().min(1),
  community: z.string().optional(),
  validFrom: z.string().date().optional(),
  validTo: z.string().date().optional(),
  source: z.string().min(2),
})
type Article = z.infer<typeof Article> & { file: string; body: string }

const Setting = z.strictObject({
  key: z.string().regex(/^[a-z]+\.[A-Za-z]+$/),
  label: z.string().min(1),
  explanation: z.string().min(1),
  example: z.string().min(1),
  unit: z.string(),
  value: z.string(),
})

const Golden = z.strictObject({ query: z.string().min(1), gold: z.string().nullable() })

const Sample = z.object({
  community: z.object({ name: z.string(), address: z.string(), timeZone: z.string(), manager: z.string() }),
  staff: z.array(z.object({ id: z.string(), role: z.string(), phone: z.string().regex(/^138000000\d\d$/) })),
  shifts: z.array(z.object({ staff: z.array(z.string()) })),
  onCall: z.array(z.object({ emergencies: z.array(z.string()), staff: z.array(z.string()) })),
  outsideBodies: z.array(
    z.object({ name: z.string(), phone: z.string().min(3), answersFor: z.array(z.string()).min(1) }),
  ),
  settings: z.record(z.string(), z.string().min(1)),
})

const articles = readArticles()
const settings = z.array(Setting).parse(readYaml('settings.yml').settings)
const sample = Sample.parse(readYaml('sample-community.yml'))
const groups = z.array(z.array(z.string().min(1)).min(2)).parse(readYaml('thesaurus.yml').groups)
const golden = readFileSync(join(folder, 'golden/questions.jsonl'), 'utf8')
  .trim()
  .split('\n')
  .map((line) => Golden.parse(JSON.parse(line)))

/** The numbers anybody in the country may dial; every other number is a company's own and belongs in settings.yml. */
const nationalNumbers = ['110', '112', '114', '119', '120', '122', '12110', '12321', '12345', '10000', '10010', '10086']

/** domain.md E1: the laws that were read in primary text, by the articles that were read. */
const lawsRead: Record<string, string[]> = {
  民法典: ['二百八十五', '九百三十八', '九百四十二', '九百四十三', '九百四十四', '一千二百五十四'],
  物业管理条例: ['四十六'],
  城镇燃气管理条例: ['四十'],
  杭州市物业管理条例: ['五十'],
  杭州电梯条例: ['三十'],
  北京市消防条例: ['六十'],
  个人信息保护法: [
    ...['十四', '十五', '十六', '十七', '二十四', '二十八', '二十九', '三十', '三十一', '四十四', '四十五', '四十六'],
    ...['四十七', '四十八', '四十九', '五十', '五十五', '五十六', '五十七'],
  ],
}

describe('the starter articles', () => {
  it('are at least 170, each with a key that is its file name and nobody else’s', () => {
    expect(articles.length).toBeGreaterThanOrEqual(170)
    expect(new Set(articles.map((article) => article.key)).size).toBe(articles.length)
    expect(breaking((article) => !article.file.endsWith(`/${article.key}.md`))).toEqual([])
  })

  it('never answer the same question twice, in the standard wording or a similar one', () => {
    const seen = new Map<string, string>()
    const twice: string[] = []
    for (const article of articles) {
      for (const text of [article.question, ...article.similar]) {
        const earlier = seen.get(normalise(text))
        if (earlier !== undefined) twice.push(`${text}: ${earlier}, ${article.key}`)
        seen.set(normalise(text), article.key)
      }
    }
    expect(twice).toEqual([])
  })

  it('are answerable without any company value in at least six of ten', () => {
    const free = articles.filter((article) => placeholdersOf(article.body).length === 0)
    expect(free.length / articles.length).toBeGreaterThanOrEqual(0.6)
  })

  it('use only placeholders that settings.yml explains', () => {
    const known = new Set(settings.map((setting) => setting.key))
    expect(breaking((article) => placeholdersOf(article.body).some((key) => !known.has(key)))).toEqual([])
    expect(breaking((article) => article.body.replace(/\{\{[a-zA-Z.]+\}\}/g, '').includes('{{'))).toEqual([])
  })

  it('fit one WeCom message once the sample community has filled them', () => {
    expect(breaking((article) => Buffer.byteLength(fill(article.body)) > 1800)).toEqual([])
    expect(breaking((article) => article.body.length > 350)).toEqual([])
  })

  it('are plain text: no Markdown, no HTML, no half-width punctuation between Chinese words', () => {
    expect(breaking((article) => /[*#`<>[\]_|~]|^\s*[-+] |^\s*\d+\. |https?:/m.test(article.body))).toEqual([])
    expect(breaking((article) => /[\u4e00-\u9fff”）}][,;:?!()]/.test(article.question + article.body))).toEqual([])
  })

  it('avoid the words that anger or put off owners', () => {
    const banned =
      /我?不知道|我不懂|我想(?!要)|可能|人手不足|人手不够|规定如此|按规定办|人不在|不归我们|不关我们|不是我们的事|没办法|无可奉告|爱莫能助/
    expect(breaking((article) => banned.test(article.question + article.body))).toEqual([])
  })

  it('end with something the owner can do or a person to turn to', () => {
    const nextStep = /回复“|说“|写“|在这里|服务中心|门岗|\{\{(phone|hours|address)\.|打1\d\d|登记|公示/
    expect(breaking((article) => !nextStep.test(article.body))).toEqual([])
  })

  it('never tie fees to supply, access or a threat', () => {
    const money = /物业费|管理费|欠费|不交|没交|拖欠|催缴|催费/
    const threat = /停[水电气暖卡]|断[水电气]|限[水电行]|锁[车卡]|起诉|法院|律师|失信|黑名单|曝光/
    const sentences = articles.flatMap((article) => article.body.split(/[。；\n]/))
    expect(sentences.filter((sentence) => money.test(sentence) && threat.test(sentence))).toEqual([])
  })

  it('never promise money', () => {
    expect(
      breaking((article) =>
        /我们(来|会|将|负责)?(赔|补偿)|物业(来|会|将|负责)?(赔|补偿)|免单|退一赔/.test(article.body),
      ),
    ).toEqual([])
    expect(breaking((article) => /\d\s*(元|块|折)/.test(article.body))).toEqual([])
  })

  it('name no phone but the national ones and no clock time of their own', () => {
    const numbers = (article: Article) => article.body.match(/\d{3,}/g) ?? []
    expect(breaking((article) => numbers(article).some((number) => !nationalNumbers.includes(number)))).toEqual([])
    expect(breaking((article) => /\d[:：]\d\d/.test(article.body))).toEqual([])
  })

  it('cite law only as it was read, and show in the source what the answer cites', () => {
    const wrong: string[] = []
    for (const article of articles) {
      for (const part of article.source.split(/[;；]\s*/)) {
        const numbers = [...part.matchAll(/第([一二三四五六七八九十百千零]+)条/g)].map((match) => match[1] ?? '')
        const read = lawsRead[part.split(' ')[0] ?? ''] ?? []
        if (numbers.some((number) => !read.includes(number))) wrong.push(`${article.key}: ${part}`)
      }
      for (const cited of article.body.match(/第[一二三四五六七八九十百千零]+条/g) ?? []) {
        if (!article.source.includes(cited)) wrong.push(`${article.key}: ${cited}`)
      }
    }
    expect(wrong).toEqual([])
  })

  it('never leave an outside matter at "not ours": they name the body, a way to reach it and our follow-up (B11)', () => {
    const outside: Record<string, string> = {
      'gas-open': '燃气公司',
      'gas-pay': '燃气公司',
      'gas-stop': '燃气公司',
      'gas-hazard': '燃气公司',
      'decoration-gas-pipe': '燃气公司',
      'water-pay': '自来水公司',
      'water-pipe-owner': '自来水公司',
      'water-meter-high': '自来水公司',
      'power-pay': '供电公司',
      'power-owner': '供电公司',
      'power-capacity': '供电公司',
      'heating-fee': '供热单位',
      'heating-suspend': '供热单位',
      'heating-temperature': '供热单位',
      'fund-balance': '维修资金管理部门',
      'fund-house-sold': '维修资金管理部门',
      'parking-buy': '开发商',
      'warranty-slow': '开发商',
      'property-certificate': '开发商',
      'parking-outside-road': '交警',
      'noise-construction': '12345',
      'noise-restaurant': '12345',
      'lift-add': '社区居委会',
      'senior-meals': '社区居委会',
      'school-district': '教育局',
      'internet-fault': '运营商',
      'parcel-lost': '快递公司',
      'parcel-locker': '客服电话',
      'residence-proof': '派出所',
      'pet-register': '派出所',
      'ebike-plate': '交警',
      'outside-street': '12345',
      'outside-dust': '12345',
      'gas-meter-battery': '燃气公司',
      'power-bill-high': '供电公司',
      'power-peak': '供电公司',
      hukou: '派出所',
      'gov-affairs': '社区居委会',
      'fund-first-pay': '维修资金管理部门',
      'pet-vaccine': '12345',
    }
    const reach = /打|电话|窗口|小程序|公众号|12345|找|到.{0,4}登记|由.{2,8}办/
    const followUp = /回复“|我们|我登记|说“|服务中心登记/
    const wrong = Object.entries(outside).filter(([key, body]) => {
      const answer = articles.find((article) => article.key === key)?.body ?? ''
      return !answer.includes(body) || !reach.test(answer) || !followUp.test(answer)
    })
    expect(wrong).toEqual([])
  })

  it('put safety before the report where a life is at stake', () => {
    const keys = [
      'gas-smell',
      'fire-what-to-do',
      'lift-trapped-what-to-do',
      'electric-shock',
      'injury',
      'break-in',
      'child-lost',
    ]
    const first = /先保命|先逃命|先打120|别慌|千万别用手|马上打110/
    for (const key of keys) {
      const article = articles.find((one) => one.key === key)
      expect([key, first.test(article?.body.split('\n')[0] ?? '')]).toEqual([key, true])
      expect([key, /[房楼]号?.{0,6}(叫什么|姓名)/.test(article?.body ?? '')]).toEqual([key, false])
    }
  })
})

describe('the settings', () => {
  it('are empty as shipped, so that nobody is told a value the company never gave', () => {
    expect(settings.filter((setting) => setting.value !== '').map((setting) => setting.key)).toEqual([])
    expect(new Set(settings.map((setting) => setting.key)).size).toBe(settings.length)
  })

  it('are each used by an article', () => {
    const used = new Set(articles.flatMap((article) => placeholdersOf(article.body)))
    expect(settings.filter((setting) => !used.has(setting.key)).map((setting) => setting.key)).toEqual([])
  })
})

describe('the sample community', () => {
  it('fills every setting and no other', () => {
    expect(Object.keys(sample.settings).sort()).toEqual(settings.map((setting) => setting.key).sort())
  })

  it('has twelve people, a named manager, and an on-call list that ends with the manager', () => {
    const roles = new Map(sample.staff.map((person) => [person.id, person.role]))
    expect(roles.size).toBe(12)
    expect(roles.get(sample.community.manager)).toBe('manager')
    for (const list of [...sample.onCall, ...sample.shifts]) {
      expect(list.staff.filter((id) => !roles.has(id))).toEqual([])
    }
    expect(sample.onCall.map((list) => list.staff.at(-1))).toEqual(sample.onCall.map(() => sample.community.manager))
  })

  it('has somebody to ring for every type of emergency', () => {
    const types = [
      'gas',
      'water',
      'fire',
      'elevator',
      'electric',
      'falling',
      'injury',
      'intrusion',
      'violence',
      'missing',
      'trapped',
      'self_harm',
      'other',
    ]
    expect(sample.onCall.flatMap((list) => list.emergencies).sort()).toEqual(types.sort())
  })
})

describe('the thesaurus', () => {
  it('has at least 150 groups and no word in two of them', () => {
    const words = groups.flat()
    expect(groups.length).toBeGreaterThanOrEqual(150)
    expect(words.filter((word, index) => words.indexOf(word) !== index)).toEqual([])
  })
})

describe('the golden questions', () => {
  it('are at least 500, of which at least 120 have no article', () => {
    expect(golden.length).toBeGreaterThanOrEqual(500)
    expect(golden.filter((line) => line.gold === null).length).toBeGreaterThanOrEqual(120)
  })

  it('name articles that exist', () => {
    const keys = new Set(articles.map((article) => article.key))
    expect(golden.filter((line) => line.gold !== null && !keys.has(line.gold))).toEqual([])
  })

  it('are written differently from every question an article already lists, and from each other', () => {
    const listed = new Set(articles.flatMap((article) => [article.question, ...article.similar]).map(normalise))
    expect(golden.filter((line) => listed.has(normalise(line.query)))).toEqual([])
    const queries = golden.map((line) => normalise(line.query))
    expect(queries.filter((query, index) => queries.indexOf(query) !== index)).toEqual([])
  })
})

function readArticles(): Article[] {
  const files = readdirSync(folder, { recursive: true, encoding: 'utf8' }).filter((file) =>
    /^(?!.*README).*\.md$/.test(file),
  )
  return files.map((file) => {
    const [, head, body] = /^---\n([\s\S]+?)\n---\n([\s\S]+)$/.exec(readFileSync(join(folder, file), 'utf8')) ?? []
    if (head === undefined || body === undefined) throw new Error(`${file} has no front matter or no body`)
    return { ...Article.parse(parse(head), { error: () => `in ${file}` }), file, body: body.trim() }
  })
}

function readYaml(file: string): Record<string, unknown> {
  return z.record(z.string(), z.unknown()).parse(parse(readFileSync(join(folder, file), 'utf8')))
}

function breaking(isWrong: (article: Article) => boolean): string[] {
  return articles.filter(isWrong).map((article) => article.key)
}

function placeholdersOf(body: string): string[] {
  return [...body.matchAll(/\{\{([a-zA-Z.]+)\}\}/g)].map((match) => match[1] ?? '')
}

function fill(body: string): string {
  return body.replace(/\{\{([a-zA-Z.]+)\}\}/g, (_, key: string) => sample.settings[key] ?? '')
}

function normalise(text: string): string {
  return text
    .normalize('NFKC')
    .toLowerCase()
    .replace(/[\p{P}\p{S}\s]/gu, '')
}
