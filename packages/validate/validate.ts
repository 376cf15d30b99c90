import { existsSync } from 'node:fs'
import { join } from 'node:path'
import type { WorkLimits } from '@thanos-gitops/api-server'
import { Failure, type Finding, parsePointer, type SourcedObject } from '@thanos-gitops/manifest'
import { findKubeconform } from './kubeconform/find.ts'
import {
  type FoundFiles,
  filesOfEnvironment,
  filesOfPaths,
  type ManifestFile,
  type ValidatedEnvironment,
  type ValidatedPaths,
} from './manifest-files.ts'
import { asObject, type ManifestObject } from './manifest-objects.ts'
import { mergeProblems } from './merge-problems.ts'
import { type ObjectProblem, placedFinding } from './object-problem.ts'
import { type SchemaResult, schemasInProcess, schemasWithKubeconform } from './schema-results.ts'
import { type JudgedObject, type Judgement, judgeObjects } from './server/judge.ts'
import { noVerdictCode } from './server/refusal-problems.ts'

export type { ValidatedEnvironment, ValidatedPaths } from './manifest-files.ts'

/**
 * The sources of a rendered object. Undefined if the file is not as its environment renders it.
 *
 * @param file relative to the root
 */
export type FindOrigins = (environment: string, file: string, content: string) => Promise<SourcedObject['origins']>

export interface ValidateOptions {
  readonly root: string
  readonly environments?: readonly ValidatedEnvironment[]
  readonly paths?: ValidatedPaths
  /** Called for files with problems. */
  readonly findOrigins?: FindOrigins
  /** Fail if kubeconform is not available, instead of checking the same schemas in this process. */
  readonly requireKubeconform?: boolean
  /** How much the API server's code judges. Default: all objects. */
  readonly limits?: WorkLimits | undefined
  /** Called with what is done so far, for a person who waits. */
  readonly onStep?: (state: string) => void
  /** Default: the result of `findKubeconform`. */
  readonly kubeconform?: { readonly tool: string | undefined; readonly notes: readonly string[] }
  /** For tests; defaults to `judgeObjects`. Undefined leaves the API server's verdict out. */
  readonly judge?: typeof judgeObjects | undefined
}

export interface Validation {
  readonly findings: readonly Finding[]
  readonly summary: {
    readonly engine: 'kubeconform' | 'in-process'
    /** Whether all objects have the API server's verdict. */
    readonly isJudged: boolean
    readonly objects: number
    /** The number of objects of each environment, or of all paths. */
    readonly objectsOf: ReadonlyMap<string, number>
    readonly notes: readonly string[]
  }
}

/**
 * Validates manifests: with the API server's code, and against the schemas of their Kubernetes version, with kubeconform if it is
 * available, otherwise in this process. A file without an object and a kind without a schema are findings.
 *
 * @throws Failure if kubeconform is required but not available, if it fails, if an object has no verdict of the API server, or if
 * the objects exceed the limits
 */
export async function validateManifests(options: ValidateOptions): Promise<Validation> {
  const { requireKubeconform = false } = options
  const cache = cacheRoot(options.root)
  const { tool, notes } = options.kubeconform ?? (await findKubeconform())
  if (tool === undefined && requireKubeconform) throw kubeconformMissing(notes)
  const { files, findings } = findFiles(options)
  options.onStep?.(`${files.length} files are validated`)
  const { promise: isWithinLimits, resolve } = Promise.withResolvers<void>()
  const judging = judgeFiles(files, options, resolve)
  // Beyond the limits, kubeconform does not start either.
  await Promise.race([isWithinLimits, judging])
  const [schemas, judgement] = await Promise.all([schemaResults(cache, tool, files), judging])
  const placed: Finding[] = []
  for (const [index, file] of files.entries())
    placed.push(...(await findingsOf(file, schemas[index]!, judgement.byObject, options.findOrigins)))
  const all = [...findings, ...schemas.flatMap((result) => result.findings), ...placed]
  if (all.some(({ code }) => code === noVerdictCode)) throw new Failure(all)
  const objectsOf = new Map<string, number>()
  for (const [index, { group }] of files.entries())
    objectsOf.set(group, (objectsOf.get(group) ?? 0) + schemas[index]!.objects)
  return {
    findings: all,
    summary: {
      engine: tool === undefined ? 'in-process' : 'kubeconform',
      isJudged: judgement.isComplete,
      objects: schemas.reduce((sum, { objects }) => sum + objects, 0),
      objectsOf,
      notes: [
        ...notes,
        ...(tool === undefined ? ['The same schemas are checked without kubeconform.'] : []),
        ...judgement.notes,
      ],
    },
  }
}

/** The repository, or for a folder of another project this checkout: nothing is written into other projects. */
const cacheRoot = (root: string): string =>
  existsSync(join(root, 'packages/validate')) ? root : join(import.meta.dirname, '../..')

function findFiles({ root, environments = [], paths, onStep = () => {} }: ValidateOptions): FoundFiles {
  const found = [
    ...environments.map((environment, index) => {
      onStep(`${index} of ${environments.length} folders read`)
      return filesOfEnvironment(root, environment)
    }),
    ...(paths === undefined ? [] : [filesOfPaths(root, paths)]),
  ]
  return { files: found.flatMap(({ files }) => files), findings: found.flatMap(({ findings }) => findings) }
}

/** With a file in a folder that is not regular, kubeconform would not end. */
const schemaResults = async (
  root: string,
  tool: string | undefined,
  files: readonly ManifestFile[],
): Promise<readonly SchemaResult[]> =>
  tool === undefined || files.some(({ path, target, file }) => path === undefined && target !== file)
    ? files.map(schemasInProcess)
    : schemasWithKubeconform(root, tool, files)

interface JudgedFiles {
  readonly byObject: ReadonlyMap<ManifestObject, JudgedObject>
  readonly isComplete: boolean
  readonly notes: readonly string[]
}

/** Judges the objects of an environment together: a policy in one file applies to the objects of the others. */
async function judgeFiles(
  files: readonly ManifestFile[],
  options: ValidateOptions,
  onWithinLimits: () => void,
): Promise<JudgedFiles> {
  const judge = 'judge' in options ? options.judge : judgeObjects
  if (judge === undefined) return { byObject: new Map(), isComplete: false, notes: [] }
  const groups = [...Map.groupBy(files, ({ group, version }) => `${version} ${group}`).values()].map((ofGroup) => {
    const { group, version } = ofGroup[0]!
    const documents = ofGroup.flatMap(({ objects }) => objects)
    const entries = documents.flatMap((document) => {
      const object = asObject(document.value)
      return object === undefined ? [] : [{ document, object }]
    })
    return { name: group, version, entries }
  })
  const judgement: Judgement = await judge(
    groups.map(({ name, version, entries }) => ({
      name,
      kubernetesVersion: version,
      objects: entries.map(({ object }) => object),
      cache: `validate ${options.root} ${name}`,
    })),
    { limits: options.limits, onWithinLimits },
  )
  const byObject = new Map<ManifestObject, JudgedObject>()
  for (const [index, { entries }] of groups.entries())
    for (const [at, judged] of (judgement.groups[index] ?? []).entries()) byObject.set(entries[at]!.document, judged)
  return { byObject, isComplete: judgement.groups.every((group) => group !== undefined), notes: judgement.notes }
}

async function findingsOf(
  { file, group, content, objects }: ManifestFile,
  { problems }: SchemaResult,
  judged: ReadonlyMap<ManifestObject, JudgedObject>,
  findOrigins: FindOrigins | undefined,
): Promise<readonly Finding[]> {
  const found = objects.flatMap((object) => {
    const merged = mergeProblems(problems.get(object) ?? [], judged.get(object))
    return merged.map((problem): [ManifestObject, ObjectProblem] => [object, problem])
  })
  if (found.length === 0) return []
  const origins = await findOrigins?.(group, file, content)
  return found.map(([{ keyPlace }, problem]) =>
    placedFinding(problem, (pointer) => keyPlace(parsePointer(pointer) ?? []), origins),
  )
}

const kubeconformMissing = (notes: readonly string[]): Failure =>
  new Failure({
    code: 'kubeconform-missing',
    severity: 'error',
    message: 'kubeconform is required but not available.',
    remedy: 'Install kubeconform or Go, and add it to PATH.',
    ...(notes.length > 0 && { detail: notes.join('\n') }),
  })
