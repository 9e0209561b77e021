/** What the readers of the files say to whoever edits them in a console: what is wrong, and what to do. Unknown ones stay as they are. */
export function faultInChinese(fault: string): string {
  for (const [pattern, words] of KNOWN) {
    const match = pattern.exec(fault)
    if (match) return words.replace(/\$(\d)/g, (_, at: string) => match[Number(at)] ?? '')
  }
  return `写法不对，请改正：${fault}`
}

const KNOWN: readonly [RegExp, string][] = [
  [/^"([^"]+)" is not said to an owner: (.+)$/, '「$1」不对业主说：$2。'],
  [/a dialog that confirms needs the wording "(\w+)"/, '要业主确认的对话必须有「$1」这句话，请补上。'],
  [
    /the summary shows \{(\w+)\}, which no slot fills; known are (.+)$/,
    '核对的话里写了 {$1}，没有要素填它；能写的有：$2。',
  ],
  [
    /\{(\w+)\} is filled by nothing here; known are none/,
    '这句话里写了 {$1}，发出去时没有东西填它，这一行会整行不见；这句话不用大括号，请写成文字。',
  ],
  [
    /\{(\w+)\} is filled by nothing here; known are (.+)$/,
    '这句话里写了 {$1}，发出去时没有东西填它，这一行会整行不见；能写的有：$2。',
  ],
  [/slot (\w+) stands twice/, '要素 $1 写了两次，请给每个要素起不同的名字。'],
  [/slot (\w+) must be asked for but has no "ask"/, '要素 $1 要问业主，请给它写上问法 ask。'],
  [/slot (\w+) is a choice and needs "options"/, '要素 $1 是选择题，请写上选项 options。'],
  [/the first slot has none before it/, '第一个要素前面没有别的，请去掉 together。'],
  [/effect (\S+) is unknown; known are (.+)$/, '没有「$1」这件事可做；能写的有：$2。'],
  [/dialog (\S+) stands in (\S+): file/, '对话名 $1 和文件名 $2 不一样，请改成一样。'],
  [
    /「([^」]+)」 stands already in the group of 「([^」]+)」/,
    '「$1」已经在「$2」那一组里了，一个词只能在一组，请删掉一处。',
  ],
  [/a group needs at least two words/, '一组至少要有两个词，请再加一个，或删掉这一组。'],
  [/no regular expression: (.+)$/, '这一行的字样写法不对（括号、竖线没有配对），请检查：$1。'],
  [/the last step must be manager/, '最后一步必须是「项目经理」：总要有一位具名的人负责到底。'],
  [/after_minutes: each level comes later/, '后一级的分钟数要比前一级大。'],
  [/line\.fall lies below line\.rise/, '「平静下来」的线要低于「升起来」的线。'],
  [/a row needs a sign/, '这一行没有写什么情况下请人来，请写上一种。'],
  [
    /「([^」]+)」 speaks of the class "(\w+)", which words\.yml does not have/,
    '「$1」里的词类 $2 在 words.yml 里没有，请先加上，或换一个。',
  ],
  [/「([^」]*)」 holds no word to look for/, '「$1」里没有要找的词，请至少写一个。'],
  [/^(\S+): Too big: expected number to be <=(\S+)/, '$1 最大是 $2，请改小。'],
  [/^(\S+): Too small: expected number to be >=(\S+)/, '$1 最小是 $2，请改大。'],
  [/^(\S+): Too small/, '$1 不能空着，请写上。'],
  [/^(\S+): Invalid input: expected (\w+), received undefined/, '缺少 $1，请补上。'],
  [/^(\S+): Invalid input: expected (\w+), received (\w+)/, '$1 的写法不对，这里应该是另一种内容（$2）。'],
  [/^(\S+): Invalid option: expected one of (.+)$/, '$1 只能写：$2。'],
  [/^(\S+): Unrecognized keys?: (.+)$/, '$1 里的 $2 不认识，请删掉或改对。'],
  [/expected a time like/, '时间请写成 08:00 这样。'],
  [
    /(All mapping items|Nested mappings|Implicit map|Implicit keys|Missing|Unexpected|flow|block|indent)/i,
    '格式断了：请检查这一行的缩进、冒号和引号。',
  ],
]
