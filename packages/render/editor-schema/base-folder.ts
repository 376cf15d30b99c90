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
    return sourcesIn(folder, '')
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

/** The sources of a folder, and of those in it, by their paths. The option `recursive` of `readdir` takes several times as long. */
const sourcesIn = (folder: string, path: string): string[] =>
  readdirSync(join(folder, path), { withFileTypes: true }).flatMap((entry) => {
    const name = path + entry.name
    if (entry.isDirectory()) return entry.name === 'node_modules' ? [] : sourcesIn(folder, `${name}/`)
    return /\.(?:ts|json)$/.test(name) && !name.endsWith('.test.ts') ? [name] : []
  })
