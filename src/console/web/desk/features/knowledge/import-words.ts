import type { ImportAnswer } from '../../../../contract/knowledge'

type RowFault = ImportAnswer['errors'][number]

const FIELD: Record<string, string> = {
  key: '编号',
  question: '标准问',
  similar: '相似问',
  answer: '答案',
  topic: '分类',
  community: '小区',
  validFrom: '生效日期',
  validTo: '失效日期',
  source: '来源',
  tags: '标签',
}

/** What is wrong with a row of a file, for whoever mends it in Excel. */
export function rowFaultWords({ message, column }: RowFault): string {
  const [, field = ''] = /(?:^|: )(\w+): /.exec(`${message} `) ?? []
  const [letter, ...heading] = (column ?? '').split(' ')
  const place = column ? `「${heading.join(' ')}」（${letter} 列）` : (FIELD[field] ?? '')
  const [, earlier] = /stands in row (\d+) already/.exec(message) ?? []
  if (earlier) return `和第 ${earlier} 行重复，请删掉一行，或给它另一个编号`
  if (/under review/.test(message)) return '这一篇正在审核或等着上线，没有改：请先撤回，再导入'
  if (/is before validFrom/.test(message)) return '失效日期早于生效日期'
  if (/formula without/.test(message)) return `${place}是公式，还没有结果：请在 Excel 里打开、保存后再导入`
  if (/got the error/.test(message)) return `${place}是一个错误值，请改成文字`
  if (/quotation mark/.test(message)) return `${place}的引号没有配对`
  if (/valid(From|To)/.test(message)) return `${place}看不出是哪一天，请写成 2026-01-31`
  if (/JSON/.test(message)) return '这一行的格式不对'
  if (/some words|received undefined|expected string/i.test(message)) return `${place}是空的，请填上`
  return `${place}：${message}`
}
