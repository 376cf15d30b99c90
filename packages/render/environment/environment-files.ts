import { existsSync, readdirSync, readFileSync } from 'node:fs'
import { join } from 'node:path'
import { didYouMean, Failure, type Finding, type ParseCache, readYaml, type YamlFile } from '@thanos-gitops/manifest'

export const environmentsFolder = 'environments'
const environmentFile = 'environment.yaml'
/** What patches may change, in all environments. */
export const policyFile = `${environmentsFolder}/policy.yaml`

/** The source files of an environment, parsed. */
export interface EnvironmentFiles {
  readonly name: string
  readonly environment: YamlFile
  /** In the order of their names, in which they are applied. */
  readonly patches: readonly YamlFile[]
  /** Absent without a policy file. */
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
 * The named environments, or all without a name: an empty list in a repository that has no environment yet. Throws a Failure
 * that lists each name without a folder.
 */
export function chooseEnvironments(root: string, names: readonly string[]): readonly string[] {
  const all = environmentNames(root)
  if (all.length === 0 && !existsSync(join(root, 'base/index.ts')))
    throw new Failure({
      code: 'environment-missing',
      severity: 'error',
      message: `There is no environment in ${join(root, environmentsFolder)}.`,
      remedy: 'Run the command inside the repository, or set its folder with --root.',
    })
  if (names.length === 0) return all
  const unknown = [...new Set(names)].filter((name) => !all.includes(name))
  if (unknown.length > 0)
    throw new Failure(
      unknown.map((name) => ({
        code: 'environment-missing',
        severity: 'error' as const,
        message: `There is no folder ${environmentsFolder}/${name}.`,
        remedy:
          all.length === 0 ? createEnvironment(name) : (didYouMean(name, all) ?? `Environments: ${all.join(', ')}.`),
      })),
    )
  return all.filter((name) => names.includes(name))
}

/** The remedy if there is no environment. */
export const createEnvironment = (name: string): string => `Create one: npm run new:environment -- ${name}`

/** Reads `environment.yaml`, `patches/*.yaml` and the policy. Returns all problems of all files instead if there are any. */
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
    // Some editors write a byte order mark at the beginning of a file.
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
          : 'Check that it is a file, and its permissions.',
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
      remedy: 'Check that it is a folder, and its permissions.',
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
      message: `${folder}/${name} is not a patch file, because its name does not end in .yaml.`,
      remedy: 'Rename it, or move it out of patches/.',
      place: { file: `${folder}/${name}` },
    })
    return []
  })
}
