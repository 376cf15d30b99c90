// What `npm run verify:cluster` consists of.
import { cachesPart } from './caches/part.ts'
import { certificatesPart } from './certificates/part.ts'
import { environmentPart } from './environment-part.ts'
import { globalQueryPart } from './global-query/part.ts'
import type { Part } from './part.ts'
import { receivePart } from './receive/part.ts'
import { shardsPart } from './shards/part.ts'
import { signInPart } from './sign-in/part.ts'

export const parts: readonly Part[] = [
  environmentPart('local'),
  environmentPart('production'),
  signInPart,
  certificatesPart,
  receivePart,
  shardsPart,
  globalQueryPart,
  cachesPart,
]
