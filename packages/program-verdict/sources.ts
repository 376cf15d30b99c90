import { createHash } from 'node:crypto'
import { join } from 'node:path'
import { sourcesDigest } from '@thanos-gitops/programs/wasm'
import { sourcesFolder } from './folders.ts'
import type { ProgramName } from './programs.ts'

/** The digest of the sources of one program. */
export function digestOfSources(name: ProgramName): string {
  const hash = createHash('sha256')
  for (const folder of ['shake', 'verdict', name]) hash.update(sourcesDigest(join(sourcesFolder, folder)))
  return hash.digest('hex')
}
