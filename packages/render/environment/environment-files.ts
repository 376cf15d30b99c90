import { type Dirent, existsSync, lstatSync, readdirSync, statSync } from 'node:fs'
import { join } from 'node:path'
import {
  didYouMean,
  environmentName,
  Failure,
  type Finding,
  type ParseCache,
  readOptionalFolder,
  type YamlFile,
} from '@thanos-gitops/manifest'

import { type AllowsCredential, allowedCredentials } from '../credentials/allowed-credentials.ts'
import { type LayerFiles, type LayerReader, layerReader, listedLayers } from '../layers/layer-files.ts'
import { layersName } from '../layers/layers-folder.ts'
import type { FleetReader } from './fleet.ts'
import { isLeftover } from './leftover-folder.ts'
import { readSource } from './read-source.ts'
import { sourceFilesIn } from './source-files-in.ts'
import { unreadFiles } from './unread-files.ts'

export const environmentsFolder = 'environments'
const environmentFile = 'environment.yaml'
/** What patches may change, in all environments. */
export const policyFile = `${environmentsFolder}/policy.yaml`

/** Where Argo CD and Flux find the repository. */
const deliveryFile = `${environmentsFolder}/delivery.yaml`

/** The source files of an environment, parsed. */
export interface EnvironmentFiles {
  readonly name: string
  readonly environment: YamlFile
  /** In the order of their names, in which they are applied. */
  readonly patches: readonly YamlFile[]
  /** The objects of `resources/`, one in each file. Absent without such files. */
  readonly resources?: readonly YamlFile[]
  /** The layers that the environment lists, in the order in which they are applied: before its own patches. Absent without layers. */
  readonly layers?: readonly LayerFiles[]
  /** Absent without a policy file. */
  readonly policy?: YamlFile
  /** The value of `delivery.yaml`, which is not validated; absent without that file. */
  readonly repository?: unknown
  /** Whether the `exceptions.yaml` of the environment allows a literal credential. Default: none is allowed. */
  readonly allowsCredential?: AllowsCredential
  /** The environments of the repository. */
  readonly environmentNames?: () => readonly string[]
  /** Files and folders of the environment that no command reads. */
  readonly unreadFiles?: readonly string[]
  /** The revision of the base, if the environment sets `source`. */
  readonly pin?: string
  /** Other environments with the same `cluster`. */
  readonly sameCluster?: readonly string[]
  /** The settings of the other environments. Absent where they are not known. */
  readonly fleet?: FleetReader
}

/**
 * The folders of `environments/` without that of the layers, sorted. Includes those that are not a valid environment, such as links and names that are not
 * DNS labels: `readEnvironmentFiles` reports them. Throws a Failure if `environments/` cannot be read.
 */
export function environmentNames(root: string): readonly string[] {
  if (readOptionalFolder(root, environmentsFolder) === undefined) return []
  return readdirSync(join(root, environmentsFolder), { withFileTypes: true })
    .filter(
      (entry) =>
        !entry.name.startsWith('.') &&
        (entry.isDirectory() ? !isLeftover(join(root, environmentsFolder, entry.name)) : isFolderLink(root, entry)),
    )
    .map((entry) => entry.name)
    .filter((name) => name !== layersName || existsSync(join(root, environmentsFolder, name, environmentFile)))
    .sort()
}

/** A link to a folder, or a link that leads nowhere. Files in `environments/`, such as policy.yaml, have an extension. */
function isFolderLink(root: string, entry: Dirent): boolean {
  if (!entry.isSymbolicLink()) return false
  try {
    const stats = statSync(join(root, environmentsFolder, entry.name), { throwIfNoEntry: false })
    return stats === undefined ? !entry.name.includes('.') : stats.isDirectory()
  } catch {
    return !entry.name.includes('.')
  }
}

/** Whether an environment can have this name. */
export const isEnvironmentName = (name: string): boolean => environmentName.pattern.test(name)

/** Why a folder in `environments/` is not an environment. */
function folderProblem(root: string, name: string): Finding | undefined {
  const folder = `${environmentsFolder}/${name}`
  const problem = (message: string, remedy: string): Finding => ({
    code: 'environment-name',
    severity: 'error',
    message,
    remedy,
    place: { file: folder },
  })
  if (!isEnvironmentName(name))
    return problem(
      `The folder ${JSON.stringify(folder)} is not a valid environment: its name must be ${environmentName.description}.`,
      'Rename the folder, or move it out of environments/.',
    )
  if (lstatSync(join(root, folder), { throwIfNoEntry: false })?.isSymbolicLink())
    return problem(
      `${folder} is a symbolic link. The folder of an environment must be in the repository.`,
      'Replace the link with a folder, or remove it.',
    )
  return undefined
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

/** The readable source files of an environment. */
export type PartialFiles = Pick<
  EnvironmentFiles,
  'name' | 'patches' | 'resources' | 'layers' | 'policy' | 'environmentNames' | 'pin'
> & {
  readonly environment?: YamlFile
}

/**
 * Reads `environment.yaml`, `patches/*.yaml` and the policy. Returns all problems of all files instead if there are any.
 *
 * @param problemsOf the problems of the other files if a file cannot be read
 */
export function readEnvironmentFiles(
  root: string,
  name: string,
  cache?: ParseCache,
  problemsOf?: (files: PartialFiles) => readonly Finding[],
  layerSource: LayerReader = layerReader(root, cache),
): EnvironmentFiles | readonly Finding[] {
  const wrongFolder = folderProblem(root, name)
  if (wrongFolder) return [wrongFolder]
  const findings: Finding[] = []
  const folder = `${environmentsFolder}/${name}`
  const read = (file: string, isRequired = true): YamlFile | undefined => {
    const result = readSource(root, file, cache) ?? (isRequired ? [missingFile(file)] : undefined)
    if (result === undefined || 'file' in result) return result
    findings.push(...result)
    return undefined
  }
  const environment = read(`${folder}/${environmentFile}`)
  const readAll = (files: readonly string[]): readonly YamlFile[] =>
    files.map((file) => read(file)).filter((source) => source !== undefined)
  const patches = readAll(sourceFilesIn(root, `${folder}/patches`, 'patch', findings))
  const resources = readAll(sourceFilesIn(root, `${folder}/resources`, 'resource', findings))
  const layers = environment === undefined ? [] : listedLayers(name, environment, layerSource, findings)
  const policy = read(policyFile, false)
  const others = {
    name,
    patches,
    ...(resources.length > 0 ? { resources } : {}),
    ...(layers.length > 0 ? { layers } : {}),
    ...(policy ? { policy } : {}),
    environmentNames: () => environmentNames(root),
  }
  if (findings.length > 0 || environment === undefined)
    return [...findings, ...(problemsOf?.({ ...others, ...(environment ? { environment } : {}) }) ?? [])]
  return {
    ...others,
    environment,
    ...repositoryOf(root, cache),
    unreadFiles: unreadFiles(root, folder),
    allowsCredential: (location) => exceptionsOf(root, name)(location),
  }
}

/** The delivery objects report the problems of the file. */
function repositoryOf(root: string, cache: ParseCache | undefined): Pick<EnvironmentFiles, 'repository'> {
  const source = readSource(root, deliveryFile, cache)
  return source !== undefined && 'file' in source ? { repository: source.value } : {}
}

/** Read only for a file that has a credential. Problems of the file are findings of `check`. */
function exceptionsOf(root: string, name: string): AllowsCredential {
  const file = `${environmentsFolder}/${name}/exceptions.yaml`
  const source = readSource(root, file, undefined)
  return source !== undefined && 'file' in source
    ? allowedCredentials(source, new Date().toISOString().slice(0, 10))
    : () => false
}

/** Whether the exceptions of any environment allow a literal credential: in the base and in files for all environments. */
export const credentialsAllowedIn =
  (root: string): AllowsCredential =>
  (location) =>
    environmentNames(root).some((name) => exceptionsOf(root, name)(location))

const missingFile = (file: string): Finding => ({
  code: 'file-missing',
  severity: 'error',
  message: `${file} does not exist.`,
  remedy: 'Create the file, or remove the folder of the environment.',
  place: { file },
})
