import { existsSync, mkdirSync, readFileSync, renameSync, rmSync, writeFileSync } from 'node:fs'
import { flushCompileCache, getCompileCacheDir } from 'node:module'
import { dirname, join, sep } from 'node:path'
import { pathToFileURL } from 'node:url'
import { type Base, credentialCheck, Failure, type Finding, type Place, pathFrom } from '@thanos-gitops/manifest'
import { baseCredentials, checkBase, credentialsAllowedIn, isBase } from '@thanos-gitops/render'

/** The problems of a base that was imported. */
export class InvalidBase extends Failure {
  /** For checks of other files; undefined if the lists of components are wrong, or objects have no valid kind or name. */
  readonly base: Base | undefined

  constructor(findings: readonly Finding[], base: Base) {
    super(findings)
    this.base = isBase(base) ? base : undefined
  }
}

/**
 * Throws a Failure with the place of every problem in the base's sources.
 * @returns whether the base has credentials that exceptions allow
 */
export async function refuseInvalidBase(root: string, base: Base): Promise<boolean> {
  await refuse(root, base, checkBase(base))
  const { problems, needsExceptions } = refusedCredentials(base, root)
  setMark(exceptionsMark(root), needsExceptions)
  await refuse(root, base, problems)
  return needsExceptions
}

/**
 * As `refuseInvalidBase` for a base of another revision.
 * @param repository its environments have the exceptions
 */
export async function refuseInvalidRevision(folder: string, base: Base, repository: string): Promise<boolean> {
  await refuse(folder, base, checkBase(base))
  const { problems, needsExceptions } = refusedCredentials(base, repository)
  await refuse(folder, base, problems)
  return needsExceptions
}

async function refuse(root: string, base: Base, problems: ReturnType<typeof checkBase>): Promise<void> {
  if (problems.length === 0) return
  if (problems.some(({ code }) => code === credentialCheck)) {
    forgetCompiledModules()
    rmSync(join(root, 'node_modules/.cache/thanos-gitops/base.cjs'), { force: true })
  }
  // Parses the sources, which only the places of problems need.
  const { baseFindings } = await import('@thanos-gitops/render/explain')
  throw new InvalidBase(baseFindings(root, problems), base)
}

/**
 * Whether a bundled base that was found valid has credentials that exceptions allow. Only exceptions can have changed since: a file in
 * the cache marks a base that needs them.
 */
export const bundledBaseNeedsExceptions = (root: string): boolean => existsSync(exceptionsMark(root))

const exceptionsMark = (root: string): string => join(root, 'node_modules/.cache/thanos-gitops/base-needs-exceptions')

function refusedCredentials(
  base: Base,
  root: string,
): { readonly problems: ReturnType<typeof baseCredentials>; readonly needsExceptions: boolean } {
  let needsExceptions = false
  const isAllowed = credentialsAllowedIn(root)
  const problems = baseCredentials(base, (location) => {
    needsExceptions = true
    return isAllowed(location)
  })
  return { problems, needsExceptions }
}

function setMark(file: string, isSet: boolean): void {
  try {
    if (isSet) {
      mkdirSync(dirname(file), { recursive: true })
      writeFileSync(file, '')
    } else rmSync(file, { force: true })
  } catch {
    // A cache that cannot be written has no bundle either.
  }
}

/** Node.js keeps the constants of compiled modules, credentials of the base among them, as the bundle does. Modules that are flushed are not written again. */
function forgetCompiledModules(): void {
  const folder = getCompileCacheDir()
  if (folder === undefined) return
  flushCompileCache()
  // Other processes write to the folder while it is removed, but not under another name.
  const removed = `${folder}.removed-${process.pid}`
  try {
    renameSync(folder, removed)
  } catch (error) {
    // Another process has removed it.
    if ((error as NodeJS.ErrnoException).code === 'ENOENT') return
    throw error
  }
  rmSync(removed, { recursive: true, force: true, maxRetries: 5 })
}

/** Throws a Failure with the place of every field that the API server refuses. Reads the schemas of Kubernetes. */
export async function refuseInvalidObjects(root: string, base: Base): Promise<void> {
  const { schemaProblems } = await import('@thanos-gitops/render/base-schemas')
  const problems = schemaProblems(base)
  if (problems.length === 0) return
  const { baseFindings } = await import('@thanos-gitops/render/explain')
  throw new InvalidBase(baseFindings(root, problems), base)
}

/** Why the base cannot be imported. */
export interface ImportError {
  readonly message: string
  readonly stack?: string
  /** The absolute path of the module that failed, if the stack does not name it. */
  readonly file?: string
  /** Set if the message is a sentence about the base. */
  readonly remedy?: string
}

/** The Failure for an error that was thrown while the base was imported. */
export function importFailure(root: string, error: ImportError): Failure {
  const { message, stack, file, remedy } = error
  const place = placeInBase(root, `${message}\n${stack ?? ''}`) ?? (file && placeOfThrow(root, file))
  return new Failure({
    code: 'base-invalid',
    severity: 'error',
    message: remedy === undefined ? `The base does not load: ${firstLine(root, message)}.` : `${message}.`,
    remedy: remedy ?? 'Fix the file. Run npm run typecheck for more details.',
    place: place || { file: 'base/index.ts' },
  })
}

const firstLine = (root: string, message: string): string =>
  withoutRoot(root, message.split('\n')[0] ?? '').replace(/\.$/, '')

/** The line with `throw` in a file, if there is only one. */
function placeOfThrow(root: string, file: string): Place {
  const place = { file: pathFrom(root, file) }
  const lines = readFileSync(file, 'utf8').split('\n')
  const throwing = lines.flatMap((line, index) => (/\bthrow\b/.test(line) ? [index] : []))
  if (throwing.length !== 1) return place
  return { ...place, line: throwing[0]! + 1, column: lines[throwing[0]!]!.search(/\bthrow\b/) + 1 }
}

/** The first file of the base that an error names, in its message or in its stack. */
function placeInBase(root: string, text: string): Place | undefined {
  const found = /(?<![\w./\\])(base[\\/][^\s:'")]+\.ts)(?::(\d+))?(?::(\d+))?/.exec(withoutRoot(root, text))
  if (found === null) return undefined
  const [, file, line, column] = found
  return {
    file: file!.replaceAll('\\', '/'),
    ...(line === undefined ? {} : { line: Number(line) }),
    ...(column === undefined ? {} : { column: Number(column) }),
  }
}

/** The text with paths and URLs below the root relative to it. */
const withoutRoot = (root: string, text: string): string =>
  text.replaceAll(`${pathToFileURL(root).href}/`, '').replaceAll(root + sep, '')
