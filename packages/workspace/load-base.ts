import { existsSync } from 'node:fs'
import { join } from 'node:path'
import { pathToFileURL } from 'node:url'
import { type Base, Failure } from '@thanos-gitops/manifest'

const baseFile = 'base/index.ts'
const preloaded = new Map<string, Base>()

/** Registers the base of a repository that is part of the running program, so that `loadBase` does not import it again. */
export const useBase = (root: string, base: Base): void => void preloaded.set(root, base)

/** The base of a repository. Throws a Failure `base-missing` or `base-invalid`. */
export async function loadBase(root: string): Promise<Base> {
  const known = preloaded.get(root)
  if (known !== undefined) return known
  const file = join(root, baseFile)
  if (!existsSync(file))
    throw new Failure({
      code: 'base-missing',
      severity: 'error',
      message: `${file} does not exist.`,
      remedy: 'Run the command inside the repository, or name it with --root.',
    })
  const { base } = await importBase(file)
  if (base === undefined)
    throw new Failure({
      code: 'base-invalid',
      severity: 'error',
      message: `${baseFile} does not export base.`,
      remedy: 'Export const base = {…} satisfies Base.',
      place: { file: baseFile },
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
      message: `${baseFile} does not load: ${(error as Error).message.split('\n')[0]}.`,
      remedy: 'Run npm run typecheck for more details.',
      place: { file: baseFile },
      detail: (error as Error).stack ?? '',
    })
  }
}
