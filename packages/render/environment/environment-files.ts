import { existsSync, readdirSync, readFileSync } from 'node:fs'
import { join } from 'node:path'
import { Failure, type Finding, nearest, type ParseCache, readYaml, type YamlFile } from '@thanos-gitops/manifest'
import { didYouMean } from '../problems.ts'

export const environmentsFolder = 'environments'
const environmentFile = 'environment.yaml'
/** For all environments: what patches may change. */
export const policyFile = `${environmentsFolder}/policy.yaml`

/** What an environment's folder holds, read. */
export interface EnvironmentFiles {
  readonly name: string
  readonly environment: YamlFile
  /** In the order of their names, which is the order in which they apply. */
  readonly patches: readonly YamlFile[]
  /** Absent where patches may change everything. */
  readonly policy?: YamlFile
}

/** The folders of `environments/`, sorted. */
export function environmentNames(root: string): readonly string[] {
  const folder = join(root, environmentsFolder)
  if (!existsSync(folder)) return []
  return readdirSync(folder, { withFileTypes: true })
    .filter((entry) => entry.isDirectory() && !entry.name.startsWith('.'))
    .map((entry) => entry.name)
    .sort()
}

/**
 * The environments with these names, or all: none in a repository that has no environment yet. Throws a Failure that names each one
 * that has no folder.
 */
export function chooseEnvironments(root: string, names: readonly string[]): readonly string[] {
  const all = environmentNames(root)
  if (all.length === 0 && !existsSync(join(root, 'base/index.ts')))
    throw new Failure({
      code: 'environment-missing',
      severity: 'error',
      message: `There is no environment in ${join(root, environmentsFolder)}.`,
      remedy: 'Run the command inside the repository, or give it with --root.',
    })
  if (names.length === 0) return all
  const unknown = [...new Set(names)].filter((name) => !all.includes(name))
  if (unknown.length > 0)
    throw new Failure(
      unknown.map((name) => ({
        code: 'environment-missing',
        severity: 'error' as const,
        message: `There is no folder ${environmentsFolder}/${name}.`,
        remedy: all.length === 0 ? createEnvironment(name) : otherEnvironments(name, all),
      })),
    )
  return all.filter((name) => names.includes(name))
}

/** What to do where there is no environment. */
export const createEnvironment = (name: string): string => `Create one: npm run new:environment -- ${name}`

const otherEnvironments = (name: string, all: readonly string[]): string =>
  didYouMean(nearest(name, all)) ?? `Environments: ${all.join(', ')}.`

/** Reads `environment.yaml` and `patches/*.yaml`. Gives all problems of all files instead, if there are any. */
export function readEnvironmentFiles(
  root: string,
  name: string,
  cache?: ParseCache,
): EnvironmentFiles | readonly Finding[] {
  const findings: Finding[] = []
  const folder = `${environmentsFolder}/${name}`
  const read = (file: string): YamlFile | undefined => {
    const result = readFile(root, file, cache)
    if ('file' in result) return result
    findings.push(...result)
    return undefined
  }
  const environment = read(`${folder}/${environmentFile}`)
  const patches = patchFiles(root, `${folder}/patches`, findings).map(read)
  const policy = existsSync(join(root, policyFile)) ? read(policyFile) : undefined
  if (findings.length > 0 || environment === undefined) return findings
  return { name, environment, patches: patches.filter((patch) => patch !== undefined), ...(policy ? { policy } : {}) }
}

function readFile(root: string, file: string, cache: ParseCache | undefined): YamlFile | readonly Finding[] {
  let text: string
  try {
    // Some editors begin a file with a byte order mark.
    text = readFileSync(join(root, file), 'utf8').replace(/^\uFEFF/, '')
  } catch (error) {
    const { code } = error as NodeJS.ErrnoException
    const missing = code === 'ENOENT'
    return [
      {
        code: missing ? 'file-missing' : 'file-unreadable',
        severity: 'error',
        message: missing ? `${file} does not exist.` : `${file} cannot be read: ${(error as Error).message}.`,
        remedy: missing
          ? 'Copy it from another environment, or remove the folder.'
          : 'Look at the permissions of the file.',
        place: { file },
      },
    ]
  }
  return readYaml(file, text, cache)
}

function patchFiles(root: string, folder: string, findings: Finding[]): readonly string[] {
  if (!existsSync(join(root, folder))) return []
  let names: string[]
  try {
    names = readdirSync(join(root, folder))
  } catch (error) {
    findings.push({
      code: 'file-unreadable',
      severity: 'error',
      message: `${folder} cannot be listed: ${(error as Error).message}.`,
      remedy: 'It must be a folder of patch files that you may read.',
      place: { file: folder },
    })
    return []
  }
  const visible = names.filter((name) => !name.startsWith('.') && !name.endsWith('.md'))
  return visible.sort().flatMap((name) => {
    if (name.endsWith('.yaml')) return [`${folder}/${name}`]
    findings.push({
      code: 'patch-file-name',
      severity: 'error',
      message: `${folder}/${name} is no patch file: their names end in .yaml.`,
      remedy: 'Rename it, or move it out of patches/.',
      place: { file: `${folder}/${name}` },
    })
    return []
  })
}
