import { rmSync } from 'node:fs'
import { join } from 'node:path'
import {
  type DeliverySettings,
  deliveryFiles,
  deliverySettingsFile,
  fleetFiles,
  loadDeliverySettings,
} from '@thanos-gitops/delivery'
import { Failure, type Finding, readOptionalFile, readYaml, refuseLink, refuseRewritten } from '@thanos-gitops/manifest'
import {
  credentialsAllowedIn,
  environmentsFolder,
  layersFolder,
  notWritable,
  type OutputFile,
  type RenderedEnvironment,
  removeUnfinished,
  replaceFile,
  sourceCredentialFindings,
  type WrittenFolder,
  writeFolder,
} from '@thanos-gitops/render'
import { committedFiles } from './git/committed-files.ts'
import { diskParseCache } from './parse-cache.ts'

/** `environments/delivery.yaml`. Undefined if the file does not exist: then there are no delivery objects. */
export function readDeliverySettings(root: string): DeliverySettings | undefined {
  const content = readOptionalFile(root, deliverySettingsFile)
  if (content === undefined) return undefined
  const source = readYaml(deliverySettingsFile, content, diskParseCache(root))
  if (!('file' in source)) throw new Failure(source)
  const credentials = sourceCredentialFindings(source, credentialsAllowedIn(root))
  const settings = loadDeliverySettings(source)
  const problems = [...credentials, ...('repository' in settings ? [] : settings)]
  if (!('repository' in settings) || problems.length > 0) throw new Failure(problems)
  return settings
}

/** All files of an environment: its manifests, and the objects that make a cluster sync them. */
export function outputsOf(
  { environment, manifests }: RenderedEnvironment,
  settings: DeliverySettings | undefined,
): readonly OutputFile[] {
  const objects = manifests.map(({ object }) => object)
  return settings === undefined ? manifests : [...manifests, ...deliveryFiles(environment, objects, settings)]
}

/**
 * Writes the files of an environment that differ, and removes those that are no longer rendered.
 * @throws Failure, also if a source was written in place since it was read
 */
export function writeOutputs(
  root: string,
  rendered: RenderedEnvironment,
  settings: DeliverySettings | undefined,
): WrittenFolder {
  const { name } = rendered.environment
  refuseRewritten(root, [`${environmentsFolder}/${name}`, layersFolder, environmentsFolder])
  return writeFolder(
    join(root, environmentsFolder, name),
    `${environmentsFolder}/${name}`,
    outputsOf(rendered, settings),
    committedFiles(root, name),
  )
}

/** A file that belongs to all environments, relative to the root, and what was done to it. */
export interface FleetChange {
  readonly file: string
  readonly action: 'written' | 'removed'
}

/** Writes the files of the fleet that differ. Returns the changes. Throws a Failure. */
export function writeFleet(root: string, settings: DeliverySettings): readonly FleetChange[] {
  writing(environmentsFolder, () => removeUnfinished(fleetFiles(settings).map(({ file }) => join(root, file))))
  return differingFleet(root, settings).map(({ file, text }) => {
    writing(file, () => (text === undefined ? rmSync(join(root, file)) : replaceFile(join(root, file), text)))
    return { file, action: text === undefined ? 'removed' : 'written' }
  })
}

/** Reports an error of the file system with the file and how to fix it. */
function writing(file: string, work: () => void): void {
  try {
    work()
  } catch (error) {
    throw new Failure(notWritable(file, error as Error))
  }
}

/** The files of the fleet that differ from the settings. */
export const fleetDrift = (root: string, settings: DeliverySettings): readonly Finding[] =>
  differingFleet(root, settings).map(({ file, text }) => ({
    code: 'drift-stale',
    severity: 'error',
    message:
      text === undefined
        ? `${file} is no longer rendered, but still exists.`
        : `${file} does not match ${deliverySettingsFile}.`,
    remedy: 'Run: npx thanos-gitops render',
    place: { file },
  }))

const differingFleet = (root: string, settings: DeliverySettings) =>
  fleetFiles(settings).filter(({ file, text }) => {
    refuseLink(join(root, file), file)
    return readOptionalFile(root, file) !== text
  })
