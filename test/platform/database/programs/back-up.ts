/** Copies the store of the first folder into the second one. */
import { backUpStore } from '../../../../src/platform/database/embedded/backup-store'

const [dataDir = '', target = ''] = process.argv.slice(2)
backUpStore({ dataDir, target }).then(
  () => console.log('backed up'),
  (error: unknown) => {
    console.error(String(error))
    process.exitCode = 1
  },
)
