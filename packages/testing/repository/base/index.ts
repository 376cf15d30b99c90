import type { Base } from '@thanos-gitops/manifest'
import backup from './components/backup.ts'
import cache from './components/cache.ts'
import database from './components/database.ts'
import existingSecret from './components/existing-secret.ts'
import namespace from './components/namespace.ts'
import rookBucket from './components/rook-bucket.ts'
import web from './components/web.ts'
import { imported, own } from './own/index.ts'

export const base = {
  required: [namespace, database, backup, web],
  optional: [cache],
  own,
  imported,
  objectStorage: { rook: rookBucket, 'existing-secret': existingSecret },
} satisfies Base
