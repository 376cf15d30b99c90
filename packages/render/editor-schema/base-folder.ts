import { readdirSync, statSync } from 'node:fs'
import { join } from 'node:path'

/** The folder whose `base/` an environment is rendered from. */
export interface BaseFolder {
  /** Its absolute path. */
  root(): string
  /** A path from there, as messages name it. */
  displayFile(file: string): string
  /** Identifies the lines of the base. */
  digest(): string
}

/** The base of the working tree. The sizes and the times of its sources identify its lines, so that a render reads none of them. */
export function workingTreeBase(root: string): BaseFolder {
  let digest: string | undefined
  return {
    root: () => root,
    displayFile: (file) => file,
    digest: () => (digest ??= sourceTimes(join(root, 'base'))),
  }
}

function sourceTimes(folder: string): string {
  try {
    return readdirSync(folder, { recursive: true, encoding: 'utf8' })
      .filter((name) => /\.(?:ts|json)$/.test(name) && !/\.test\.ts$|node_modules/.test(name))
      .sort()
      .map((name) => {
        const { size, mtimeMs } = statSync(join(folder, name))
        return `${name} ${size} ${mtimeMs}`
      })
      .join('\n')
  } catch {
    // A base that is not in files has no lines.
    return ''
  }
}
