const SENTENCE = /[^。！？\n]*[。！？]?\n*/g
const ASK =
  /([，；：]?)(?:请业主|请|并|或者|或|再|也可以|可以|就|现在|先|直接|(?<!发)在这里|以后|之后|后)*(?:回复|说)[“"「]转人工[”"」](?:就行|就能办|就能约|就可以|一下)?(?=([，。；！？：]?))/g
/** A clause that says nothing without the next one. */
const LEADS_ON =
  /^(?:如果|要是|若|万一|拿不准|需要|有疑问|不放心|还|想|要|没有|没|找不到|打不通)[^，；]*$|(?:的话|的|时|到了?)$|^[^，；]{0,4}$/

/** What the bot answers, as a colleague says it: where owners are sent to a person, one is already there. */
export function forHuman(answer: string): string {
  if (!answer.includes('转人工')) return answer
  return (answer.match(SENTENCE) ?? [])
    .map((sentence) => (sentence.includes('转人工') ? withoutAsking(sentence) : sentence))
    .join('')
    .trim()
}

function withoutAsking(sentence: string): string {
  const [, words = '', end = ''] = /^([\s\S]*?)([。！？]?\n*)$/.exec(sentence) ?? []
  const isLast = /转人工[”"」](?:就行|就能办|就能约|就可以|一下)?$/.test(words)
  const clauses = words
    .replace(ASK, (_, before: string, after: string) => (after === '' ? before : ''))
    .replace(/^[，；：]+|[，；：]+$/g, '')
    .split(/(?<=[，；：])/)
  while (isLast && clauses.length > 0 && LEADS_ON.test(clauses.at(-1)!.replace(/[，；：]$/, ''))) clauses.pop()
  const left = clauses.join('').replace(/[，；：]$/, '')
  return left === '' ? end.replace(/[。！？]/, '') : left + end
}
