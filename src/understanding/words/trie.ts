/** Finds every word of many in one pass over a text: linear in the text, whatever the number of words. */
export interface Trie<T> {
  add(word: string, value: T): void
  /** Calls `found` for each word at each place, in order of where it starts. */
  scan(text: string, found: (value: T, start: number, end: number) => void): void
}

interface Node<T> {
  next: Map<number, Node<T>>
  values: T[]
}

/** Words are short (the longest a dozen characters), so a walk from each place costs less than failure links would save. */
export function createTrie<T>(): Trie<T> {
  const root: Node<T> = { next: new Map(), values: [] }
  return {
    add(word, value) {
      let node = root
      for (let index = 0; index < word.length; index += 1) {
        const code = word.charCodeAt(index)
        let next = node.next.get(code)
        if (!next) node.next.set(code, (next = { next: new Map(), values: [] }))
        node = next
      }
      if (!node.values.includes(value)) node.values.push(value)
    },
    scan(text, found) {
      for (let start = 0; start < text.length; start += 1) {
        let node: Node<T> | undefined = root
        for (let index = start; node && index < text.length;) {
          node = node.next.get(text.charCodeAt(index))
          index += 1
          if (node) for (const value of node.values) found(value, start, index)
        }
      }
    },
  }
}
