import { existsSync, realpathSync } from 'node:fs'
import { join } from 'node:path'
import { pathToFileURL } from 'node:url'
import { type Base, Failure } from '@thanos-gitops/manifest'
import {
  bundledBaseNeedsExceptions,
  importFailure,
  refuseInvalidBase,
  refuseInvalidObjects,
  refuseInvalidRevision,
} from './base-failures.ts'
import { baseDigest, baseFiles, readValidBase, storeValidBase } from './base-files.ts'

const baseFile = 'base/index.ts'
const preloaded = new Map<string, { readonly base: Base; readonly digest: string | undefined }>()
const judged = new Map<string, Base>()

/**
 * Registers the base of a repository that is part of the running program, so that `loadBase` does not import it again.
 * @param digest identifies the base and the modules of the program
 */
export const useBase = (root: string, base: Base, digest?: string): void => void preloaded.set(root, { base, digest })

/** Identifies the base of a repository and the modules that render it; undefined if the running program does not contain the base. */
export const programDigest = (root: string): string | undefined => preloaded.get(root)?.digest

/** Registers a base that was loaded and found valid, so that `loadBase` returns it for a folder. */
export const useJudgedBase = (folder: string, base: Base): void => void judged.set(folder, base)

/**
 * The base of a repository, checked. Throws a Failure `base-missing` or `base-invalid` with all problems of the base. It is loaded
 * and checked again when its sources, or the rules, change: in time, without time, randomness and environment variables, with objects
 * that match the schemas of Kubernetes. Exceptions for credentials can change without them.
 */
export async function loadBase(root: string): Promise<Base> {
  const found = judged.get(root)
  if (found !== undefined) return found
  const known = preloaded.get(root)?.base
  if (known !== undefined) {
    if (bundledBaseNeedsExceptions(root)) await refuseInvalidBase(root, known)
    return known
  }
  refuseMissing(root)
  const digest = baseDigest(root)
  const stored = readValidBase(root, digest)
  if (stored?.needsExceptions) await refuseInvalidBase(root, stored.base)
  const base = stored?.base ?? (await judgedBase(root, digest))
  validBases.set(realpathSync(root), digest)
  return base
}

/** The base from its sources, stored for the next run. */
async function judgedBase(root: string, digest: string | undefined): Promise<Base> {
  await refuseUnusable(root, baseFiles(root))
  const base = await importBase(root)
  const needsExceptions = await refuseInvalidBase(root, base)
  await refuseInvalidObjects(root, base)
  storeValidBase(root, digest, { base, needsExceptions })
  return base
}

/** The digests of the bases that `loadBase` has returned, by the root without links. */
const validBases = new Map<string, string | undefined>()

/** Identifies the base of the working tree as this process has loaded it; `none` if it has not. Undefined if nothing identifies it. */
export function loadedBaseDigest(root: string): string | undefined {
  if (judged.has(root) || preloaded.has(root)) return undefined
  const folder = realpathSync(root)
  return validBases.has(folder) ? validBases.get(folder) : 'none'
}

/** Whether this process has loaded the base and found it valid as it is now. */
export function isValidBase(root: string): boolean {
  const valid = validBases.get(realpathSync(root))
  return valid !== undefined && valid === baseDigest(root)
}

/**
 * The base of another revision, checked in the same way, and whether it has credentials that exceptions allow.
 *
 * @param folder contains the `base/` of the revision
 * @param repository its environments have the exceptions
 */
export async function loadRevisionBase(
  folder: string,
  repository: string,
): Promise<{ readonly base: Base; readonly needsExceptions: boolean }> {
  await refuseUnusable(folder, baseFiles(folder))
  const base = await importBase(folder)
  const needsExceptions = await refuseInvalidRevision(folder, base, repository)
  await refuseInvalidObjects(folder, base)
  return { base, needsExceptions }
}

function refuseMissing(root: string): void {
  const file = join(root, baseFile)
  if (!existsSync(file))
    throw new Failure({
      code: 'base-missing',
      severity: 'error',
      message: `${file} does not exist.`,
      remedy: 'Run the command inside the repository, or name it with --root.',
    })
}

async function refuseUnusable(root: string, files: readonly string[]): Promise<void> {
  const { tryBase } = await import('./try-base.ts')
  const tried = await tryBase(join(root, baseFile), files)
  if (!tried.ok) throw importFailure(root, tried)
}

async function importBase(root: string): Promise<Base> {
  let module: { base?: Base }
  try {
    module = (await import(pathToFileURL(join(root, baseFile)).href)) as { base?: Base }
  } catch (error) {
    throw importFailure(root, error instanceof Error ? error : { message: String(error) })
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
