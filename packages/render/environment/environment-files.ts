import { existsSync, lstatSync, readdirSync, readFileSync, statSync } from 'node:fs'
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
  const policy = exists(join(root, policyFile)) ? read(policyFile) : undefined
  if (findings.length > 0 || environment === undefined) return findings
  return { name, environment, patches: patches.filter((patch) => patch !== undefined), ...(policy ? { policy } : {}) }
}

function readFile(root: string, file: string, cache: ParseCache | undefined): YamlFile | readonly Finding[] {
  const path = join(root, file)
  try {
    const stats = statSync(path, { throwIfNoEntry: false })
    if (stats === undefined) return [missingFile(file, exists(path))]
    // Reading a device or a named pipe may not end.
    if (!stats.isFile()) return [unreadable(file, 'it is not a regular file', 'Replace it by a file.')]
    // Some editors write a byte order mark at the beginning of a file.
    return readYaml(file, readFileSync(path, 'utf8').replace(/^\uFEFF/, ''), cache)
  } catch (error) {
    if ((error as NodeJS.ErrnoException).code === undefined) throw error
    return [unreadable(file, (error as Error).message, 'Check the permissions of the file and its folder.')]
  }
}

/** Whether there is an entry of this name, even a link to a file that does not exist. */
const exists = (path: string): boolean => lstatSync(path, { throwIfNoEntry: false }) !== undefined

const missingFile = (file: string, isLink: boolean): Finding => ({
  code: 'file-missing',
  severity: 'error',
  message: isLink ? `${file} is a link to a file that does not exist.` : `${file} does not exist.`,
  remedy: isLink ? 'Fix the link or remove it.' : 'Create the file, or remove the folder of the environment.',
  place: { file },
})

const unreadable = (file: string, reason: string, remedy: string): Finding => ({
  code: 'file-unreadable',
  severity: 'error',
  message: `${file} cannot be read: ${reason}.`,
  remedy,
  place: { file },
})

function patchFiles(root: string, folder: string, findings: Finding[]): readonly string[] {
  if (!exists(join(root, folder))) return []
  let names: string[]
  try {
    names = readdirSync(join(root, folder))
  } catch (error) {
    findings.push(unreadable(folder, (error as Error).message, 'Check that it is a folder, and its permissions.'))
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
