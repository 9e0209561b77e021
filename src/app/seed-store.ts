import { existsSync, readFileSync, readdirSync } from 'node:fs'
import path from 'node:path'
import type { Db } from '../platform/database/db'
import { invalid } from '../platform/errors'
import { projectRoot } from '../platform/project-root'
import { readPlaceholderSettings } from '../knowledge/articles/community-values'
import type { PlaceholderSetting } from '../knowledge/articles/community-values'
import { seedArticles } from '../knowledge/articles/seed-articles'
import { readArticlesIn } from '../knowledge/read-knowledge-dir'
import type { ArticleSource } from '../knowledge/read-article'
import { readThesaurus } from '../knowledge/thesaurus'
import type { Thesaurus } from '../knowledge/thesaurus'
import { parseCommunityFile } from '../records/community/community-file'
import type { CommunityFile } from '../records/community/community-file'
import { ensureCommunity } from '../records/community/community'
import { seedCommunity } from '../records/community/seed-community'

export interface ShippedKnowledge {
  articles: ArticleSource[]
  thesaurus: Thesaurus
  placeholders: PlaceholderSetting[]
  sample: CommunityFile
}

/**
 * What an empty store starts with. Articles come from `folder` alone; thesaurus, settings and sample community from the project
 * unless the folder brings its own (contract §2).
 */
export function readShippedKnowledge(folder: string): ShippedKnowledge {
  try {
    readdirSync(folder)
  } catch (error) {
    throw invalid(
      'knowledge_dir',
      `KNOWLEDGE_DIR: expected a folder that can be read, got ${folder} (${(error as NodeJS.ErrnoException).code})`,
    )
  }
  const shipped = (name: string) => {
    const own = path.join(folder, name)
    return existsSync(own) ? own : path.join(projectRoot(), 'knowledge', name)
  }
  return {
    articles: readArticlesIn(folder),
    thesaurus: readThesaurus(shipped('thesaurus.yml')),
    placeholders: readPlaceholderSettings(shipped('settings.yml')),
    sample: parseCommunityFile(readFileSync(shipped('sample-community.yml'), 'utf8')),
  }
}

/** Fills a new store; one that has anything already stays as the company has it (design D15). */
export async function seedStore(db: Db, shipped: ShippedKnowledge, options: { at: Date; zone: string }): Promise<void> {
  await db.tx(async (tx) => {
    await seedCommunity(tx, shipped.sample, { sample: true, at: options.at })
    await seedArticles(tx, shipped.articles, {
      ...options,
      ensureCommunity: async (inner, name, at) => (await ensureCommunity(inner, name, at)).id,
    })
  })
}
