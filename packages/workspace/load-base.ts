import { existsSync } from 'node:fs'
import { join } from 'node:path'
import { pathToFileURL } from 'node:url'
import { type Base, Failure } from '@thanos-gitops/manifest'
import { importFailure, refuseInvalidBase } from './base-failures.ts'

const baseFile = 'base/index.ts'
const preloaded = new Map<string, Base>()

/** Registers the base of a repository that is part of the running program, so that `loadBase` does not import it again. */
export const useBase = (root: string, base: Base): void => void preloaded.set(root, base)

/** The base of a repository, checked. Throws a Failure `base-missing` or `base-invalid` with all problems of the base. */
export async function loadBase(root: string): Promise<Base> {
  const base = preloaded.get(root) ?? (await importBase(root))
  await refuseInvalidBase(root, base)
  return base
}

async function importBase(root: string): Promise<Base> {
  const file = join(root, baseFile)
  if (!existsSync(file))
    throw new Failure({
      code: 'base-missing',
      severity: 'error',
      message: `${file} does not exist.`,
      remedy: 'Run the command inside the repository, or name it with --root.',
    })
  let module: { base?: Base }
  try {
    module = (await import(pathToFileURL(file).href)) as { base?: Base }
  } catch (error) {
    throw importFailure(root, error)
  }
  if (module.base !== undefined) return module.base
  throw new Failure({
    code: 'base-invalid',
    severity: 'error',
    message: `${baseFile} does not export base.`,
    remedy: 'Export const base = {…} satisfies Base.',
    place: { file: baseFile },
  })
}
