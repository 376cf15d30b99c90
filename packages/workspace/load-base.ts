import { existsSync } from 'node:fs'
import { join } from 'node:path'
import { pathToFileURL } from 'node:url'
import { type Base, Failure, type Finding } from '@thanos-gitops/manifest'
import { createRenderer, type RenderedEnvironment, readEnvironmentFiles } from '@thanos-gitops/render'
import { diskParseCache } from './parse-cache.ts'

/** Renders the environments one after the other: the first is out of memory before the third is made. */
export async function environmentRenderer(
  root: string,
): Promise<(name: string) => RenderedEnvironment | readonly Finding[]> {
  const render = createRenderer(await loadBase(root))
  const cache = diskParseCache(root)
  return (name) => {
    const files = readEnvironmentFiles(root, name, cache)
    return 'environment' in files ? render(files) : files
  }
}

const loaded = new Map<string, Base>()

/** Makes a repository's base known that came with the program. */
export const useBase = (root: string, base: Base): void => void loaded.set(root, base)

export async function loadBase(root: string): Promise<Base> {
  const known = loaded.get(root)
  if (known !== undefined) return known
  const file = join(root, 'base/index.ts')
  if (!existsSync(file))
    throw new Failure({
      code: 'base-missing',
      severity: 'error',
      message: `There is no ${file}.`,
      remedy: 'Run the command inside the repository, or give it with --root.',
    })
  const { base } = await importBase(file)
  if (base === undefined)
    throw new Failure({
      code: 'base-invalid',
      severity: 'error',
      message: 'base/index.ts exports no base.',
      remedy: 'Export const base = {…} satisfies Base.',
      place: { file: 'base/index.ts' },
    })
  return base
}

async function importBase(file: string): Promise<{ base?: Base }> {
  try {
    return (await import(pathToFileURL(file).href)) as { base?: Base }
  } catch (error) {
    throw new Failure({
      code: 'base-invalid',
      severity: 'error',
      message: `base/index.ts does not load: ${(error as Error).message.split('\n')[0]}.`,
      remedy: 'npm run typecheck says more.',
      place: { file: 'base/index.ts' },
      detail: (error as Error).stack ?? '',
    })
  }
}
