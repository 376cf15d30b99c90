import {
  didYouMean,
  Failure,
  type Finding,
  isObject,
  type ParseCache,
  type Rings,
  readOptionalFile,
  readYaml,
  reportInto,
  ringName,
  type YamlFile,
} from '@thanos-gitops/manifest'
import { environmentNames, environmentsFolder, isEnvironmentName, loadRings, ringsFile } from '@thanos-gitops/render'
import { diskParseCache } from '../parse-cache.ts'

/** The rings of a repository and their environments. */
export interface RepositoryRings extends Rings {
  /** The environments of each ring, in the order of the rings. */
  readonly members: ReadonlyMap<string, readonly string[]>
}

/**
 * Reads `environments/rings.yaml` and the ring of each environment. Undefined without the file.
 * @throws Failure with all problems of the file and of the rings that environments name
 */
export function readRings(root: string): RepositoryRings | undefined {
  const { rings, problems } = ringsOf(root)
  if (problems.length > 0) throw new Failure(problems)
  return rings
}

/** The problems of the rings of all environments. A file that cannot be read has others, which its reader reports. */
export const ringProblems = (root: string): readonly Finding[] => ringsOf(root).problems

/**
 * The ring of an environment; of one that the working tree lacks, the ring that it had.
 * @param before the content of a file where the environment existed
 */
export function ringOfEnvironment(
  environment: string,
  rings: RepositoryRings | undefined,
  before: (file: string) => string | undefined,
): string | undefined {
  const [present] = [...(rings?.members ?? [])].find(([, members]) => members.includes(environment)) ?? []
  if (present !== undefined) return present
  const content = before(fileOf(environment))
  return content === undefined ? undefined : ringIn(fileOf(environment), content)
}

/** The ring in the content of an `environment.yaml`; undefined without a valid one. */
function ringIn(file: string, content: string, cache?: ParseCache): string | undefined {
  // A parser takes a hundred times as long. Most files have a plain line, or none.
  const plain = /^ring: (?!(?:null|true|false)$)([a-z][a-z0-9-]*)$/m.exec(content)?.[1]
  if (plain !== undefined || !/\bring\b/.test(content)) return plain
  const source = readYaml(file, content, cache)
  const ring = 'file' in source && isObject(source.value) ? source.value.ring : undefined
  return typeof ring === 'string' && ringName.pattern.test(ring) ? ring : undefined
}

interface ReadRings {
  readonly rings: RepositoryRings | undefined
  readonly problems: readonly Finding[]
}

function ringsOf(root: string): ReadRings {
  const cache = diskParseCache(root)
  const problems: Finding[] = []
  const source = sourceOf(root, cache, problems)
  const rings = source && loadRings(source, reportInto(problems))
  const named = new Map<string, string | undefined>()
  for (const name of environmentNames(root).filter(isEnvironmentName)) {
    const content = contentOf(root, fileOf(name))
    if (content !== undefined) named.set(name, ringIn(fileOf(name), content, cache))
  }
  if (source === undefined && problems.length === 0) problems.push(...withoutRings(root, named))
  if (rings === undefined) return { rings: undefined, problems }
  const members = new Map(rings.rings.map(({ name }): [string, string[]] => [name, []]))
  const others = [...named].filter(([environment, ring]) => !members.get(ring ?? '')?.push(environment))
  for (const [environment, ring] of others) problems.push(...wrongRing(root, environment, ring, [...members.keys()]))
  // An environment whose file has another problem can be in any ring.
  if (others.length === 0) problems.push(...emptyRings(rings, members))
  return { rings: { ...rings, members }, problems }
}

function sourceOf(root: string, cache: ParseCache, problems: Finding[]): YamlFile | undefined {
  try {
    const content = readOptionalFile(root, ringsFile)
    const source = content === undefined ? undefined : readYaml(ringsFile, content, cache)
    if (source === undefined || 'file' in source) return source
    problems.push(...source)
  } catch (error) {
    if (!(error instanceof Failure)) throw error
    problems.push(...error.findings)
  }
  return undefined
}

const fileOf = (environment: string): string => `${environmentsFolder}/${environment}/environment.yaml`

/** Undefined if the file cannot be read. */
function contentOf(root: string, file: string): string | undefined {
  try {
    return readOptionalFile(root, file)
  } catch (error) {
    if (error instanceof Failure) return undefined
    throw error
  }
}

/** An `environment.yaml` with another problem, also with the form of `ring`, is reported where the environment is read. */
function wrongRing(
  root: string,
  environment: string,
  ring: string | undefined,
  rings: readonly string[],
): readonly Finding[] {
  const file = fileOf(environment)
  const source = readYaml(file, contentOf(root, file) ?? '')
  if (!('file' in source) || !isObject(source.value)) return []
  if (ring === undefined && source.value.ring !== undefined) return []
  return [
    {
      code: 'ring-unknown',
      severity: 'error',
      message:
        ring === undefined
          ? `${environment} is in no ring, and ${ringsFile} orders all environments.`
          : `There is no ring ${ring} in ${ringsFile}.`,
      remedy:
        ring === undefined
          ? `Add ring: ${rings.at(-1)}${rings.length > 1 ? `, or another of ${rings.join(', ')}` : ''}.`
          : (didYouMean(ring, rings) ?? `Rings: ${rings.join(', ')}.`),
      place: source.place(ring === undefined ? [] : ['ring']),
    },
  ]
}

const withoutRings = (root: string, named: ReadonlyMap<string, string | undefined>): readonly Finding[] =>
  [...named]
    .filter(([, ring]) => ring !== undefined)
    .flatMap(([environment, ring]): readonly Finding[] => {
      const source = readYaml(fileOf(environment), contentOf(root, fileOf(environment)) ?? '')
      return 'file' in source
        ? [
            {
              code: 'ring-unknown',
              severity: 'error',
              message: `${environment} is in the ring ${ring}, but ${ringsFile} does not exist.`,
              remedy: 'Create the file (environments/rings.md), or remove ring.',
              place: source.place(['ring']),
            },
          ]
        : []
    })

const emptyRings = ({ rings }: Rings, members: ReadonlyMap<string, readonly string[]>): readonly Finding[] =>
  rings
    .filter(({ name }) => members.get(name)!.length === 0)
    .map(({ name, place }) => ({
      code: 'ring-empty',
      severity: 'error',
      message: `No environment is in the ring ${name}.`,
      remedy: `Set ring: ${name} in an environment.yaml, or remove the ring.`,
      place: place('name'),
    }))
