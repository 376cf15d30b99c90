import { cpSync, existsSync, mkdirSync, mkdtempSync, readdirSync, rmSync, symlinkSync, writeFileSync } from 'node:fs'
import { tmpdir } from 'node:os'
import { dirname, join } from 'node:path'
import { environmentNames, environmentsFolder } from '@thanos-gitops/render'
import type { SourceFiles } from '../edit/index.ts'

/** The files of other environments on which a render depends: their names, and what they except. */
const filesOfOthers = ['environment.yaml', 'exceptions.yaml']

/**
 * Copies the sources of a repository to a temporary folder, with some files changed or new, calls `work` and removes the folder. The
 * repository does not change.
 */
export async function inStaging<T>(
  root: string,
  files: SourceFiles,
  work: (staging: string) => Promise<T>,
): Promise<T> {
  // Not below node_modules: Node.js strips no types there.
  const staging = mkdtempSync(join(tmpdir(), 'thanos-gitops-import-'))
  try {
    copySources(root, staging)
    for (const [file, content] of files) {
      mkdirSync(dirname(join(staging, file)), { recursive: true })
      writeFileSync(join(staging, file), content)
    }
    return await work(staging)
  } finally {
    rmSync(staging, { recursive: true, force: true })
  }
}

function copySources(root: string, staging: string): void {
  cpSync(join(root, 'base'), join(staging, 'base'), {
    recursive: true,
    filter: (path) => !path.endsWith('node_modules') && !path.endsWith('.test.ts'),
  })
  const environments = join(root, environmentsFolder)
  mkdirSync(join(staging, environmentsFolder), { recursive: true })
  const shared = existsSync(environments) ? readdirSync(environments).filter((name) => name.endsWith('.yaml')) : []
  const others = environmentNames(root).flatMap((name) => filesOfOthers.map((file) => join(name, file)))
  for (const file of [...shared, ...others])
    if (existsSync(join(environments, file)))
      cpSync(join(environments, file), join(staging, environmentsFolder, file), { recursive: true })
  const modules = join(root, 'node_modules')
  if (existsSync(modules)) symlinkSync(modules, join(staging, 'node_modules'), 'junction')
}
