import { readdirSync } from 'node:fs'
import { join, relative } from 'node:path'
import type { ArticleSource } from './read-article'
import { ArticleFault, readArticleFile } from './read-article'

/** Every article (`*.md`, also in sub-folders) of a folder, by key. One faulty article refuses the folder and names the file. */
export function readArticlesIn(folder: string): ArticleSource[] {
  const files = readdirSync(folder, { recursive: true, encoding: 'utf8' })
    .filter((name) => name.endsWith('.md') && !/(^|[\\/])(README|\.)/i.test(name))
    .sort()
  const fileOf = new Map<string, string>()
  const articles = files.map((name) => {
    const path = join(folder, name)
    const article = readArticleFile(path)
    const earlier = fileOf.get(article.key)
    if (earlier)
      throw new ArticleFault(path, 'key', `「${article.key}」 is already used by ${relative(folder, earlier)}`)
    fileOf.set(article.key, path)
    return article
  })
  return articles.sort((a, b) => (a.key < b.key ? -1 : 1))
}
