import { existsSync, realpathSync } from 'node:fs'
import { createRequire } from 'node:module'
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
import {
  baseDigest,
  baseFiles,
  isJudgedBundle,
  readValidBase,
  storeJudgedBundle,
  storeValidBase,
} from './base-files.ts'
import { importModule } from './import-module.ts'

const baseFile = 'base/index.ts'
const judged = new Map<string, Base>()

/** The bundle of a base. It is evaluated only when something needs it. */
export interface BundledBase {
  /** The absolute path of a module that exports `base`. */
  readonly file: string
  /** Identifies the base and the modules that render it. */
  readonly digest: string
  /** The contents of its sources by the path from the root, if this process has written the bundle. */
  readonly sources?: ReadonlyMap<string, Buffer>
  /** Whether it evaluates where it can do no harm. If not, the sources decide. */
  isUsable?(): Promise<boolean>
}

const bundled = new Map<string, BundledBase>()

/** Registers the bundle of a repository's base, so that `loadBase` does not load its sources. */
export const useBase = (root: string, base: BundledBase): void => void bundled.set(root, base)

/** Identifies the base of a repository and the modules that render it; undefined if it has no bundle. */
export const programDigest = (root: string): string | undefined => bundled.get(root)?.digest

/** Registers a base that was loaded and found valid, so that `loadBase` returns it for a folder. */
export const useJudgedBase = (folder: string, base: Base): void => void judged.set(folder, base)

/**
 * The base of a repository, checked. Throws a Failure `base-missing` or `base-invalid` with all problems of the base. It is loaded
 * and checked again when its sources, or the rules, change: in time, without time, randomness and environment variables, with objects
 * that match the schemas of Kubernetes. Exceptions for credentials can change without them.
 */
export const loadBase = async (root: string): Promise<Base> => (await validBase(root))()

/** As `loadBase`, but a bundle that was found valid before is evaluated only when the returned function is called. */
export async function validBase(root: string): Promise<() => Base> {
  const found = judged.get(root)
  if (found !== undefined) return () => found
  const bundle = bundled.get(root)
  if (bundle !== undefined) return bundledBase(root, bundle)
  refuseMissing(root)
  const digest = baseDigest(root)
  const stored = readValidBase(root, digest)
  if (stored?.needsExceptions) await refuseInvalidBase(root, stored.base)
  const base = stored?.base ?? (await judgedBase(root, digest, () => importBase(root)))
  validBases.set(realpathSync(root), digest)
  return () => base
}

/** The base of a bundle. It is judged once, as the one of the sources. */
async function bundledBase(root: string, { file, digest, sources, isUsable }: BundledBase): Promise<() => Base> {
  const load = (): Base => (createRequire(file)(file) as { base: Base }).base
  if (isJudgedBundle(root, digest)) {
    if (bundledBaseNeedsExceptions(root)) await refuseInvalidBase(root, load())
    return load
  }
  const ofSources = baseDigest(root, undefined, sources)
  const stored = readValidBase(root, ofSources)
  if (stored?.needsExceptions) await refuseInvalidBase(root, stored.base)
  const base = stored?.base ?? (await judgedBase(root, ofSources, () => bundledOrImported(root, load), isUsable))
  storeJudgedBundle(root, digest)
  return () => base
}

/** A bundler can evaluate modules in another order than Node.js, which decides. */
async function bundledOrImported(root: string, load: () => Base | undefined): Promise<Base> {
  try {
    return load() ?? (await importBase(root))
  } catch {
    return importBase(root)
  }
}

/** A base that was loaded and found valid, stored for the next run. */
async function judgedBase(
  root: string,
  digest: string | undefined,
  load: () => Promise<Base>,
  isUsable?: BundledBase['isUsable'],
): Promise<Base> {
  if (!(await isUsable?.())) await refuseUnusable(root, baseFiles(root))
  const base = await load()
  const needsExceptions = await refuseInvalidBase(root, base)
  await refuseInvalidObjects(root, base)
  storeValidBase(root, digest, { base, needsExceptions })
  return base
}

/** The digests of the bases that `loadBase` has returned, by the root without links. */
const validBases = new Map<string, string | undefined>()

/** Identifies the base of the working tree as this process has loaded it; `none` if it has not. Undefined if nothing identifies it. */
export function loadedBaseDigest(root: string): string | undefined {
  if (judged.has(root) || bundled.has(root)) return undefined
  const folder = realpathSync(root)
  return validBases.has(folder) ? validBases.get(folder) : 'none'
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
    module = (await importModule(pathToFileURL(join(root, baseFile)).href)) as { base?: Base }
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
