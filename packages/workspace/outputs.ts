import { existsSync, readFileSync, rmSync, writeFileSync } from 'node:fs'
import { join } from 'node:path'
import {
  type DeliverySettings,
  deliveryFiles,
  deliverySettingsFile,
  fleetFiles,
  loadDeliverySettings,
} from '@thanos-gitops/delivery'
import { Failure, type Finding, type ParseCache, readYaml } from '@thanos-gitops/manifest'
import type { OutputFile, RenderedEnvironment } from '@thanos-gitops/render'
import { diskParseCache } from './parse-cache.ts'

/** What `environments/delivery.yaml` says; undefined where there is none, and so no delivery objects. */
export function readDeliverySettings(
  root: string,
  cache: ParseCache = diskParseCache(root),
): DeliverySettings | undefined {
  const path = join(root, deliverySettingsFile)
  if (!existsSync(path)) return undefined
  const source = readYaml(deliverySettingsFile, readFileSync(path, 'utf8'), cache)
  if (!('file' in source)) throw new Failure(source)
  const settings = loadDeliverySettings(source)
  if (!('repository' in settings)) throw new Failure(settings)
  return settings
}

/** All files of an environment: its manifests, and what makes a cluster sync them. */
export function outputsOf(
  { environment, manifests }: RenderedEnvironment,
  settings: DeliverySettings | undefined,
): readonly OutputFile[] {
  const objects = manifests.map(({ object }) => object)
  return settings === undefined ? manifests : [...manifests, ...deliveryFiles(environment, objects, settings)]
}

/** Makes the files of the fleet, which belong to no environment, what the settings say. */
export function writeFleet(root: string, settings: DeliverySettings): void {
  for (const { file, text } of differingFleet(root, settings)) {
    if (text === undefined) rmSync(join(root, file))
    else writeFileSync(join(root, file), text)
    console.log(`${file}: ${text === undefined ? 'removed' : 'written'}`)
  }
}

export const fleetDrift = (root: string, settings: DeliverySettings): readonly Finding[] =>
  differingFleet(root, settings).map(({ file, text }) => ({
    code: 'drift-stale',
    severity: 'error',
    message: `${file} ${text === undefined ? 'is no longer rendered, but still there' : `is not what ${deliverySettingsFile} says`}.`,
    remedy: 'Run: npx thanos-gitops render',
    place: { file },
  }))

const differingFleet = (root: string, settings: DeliverySettings) =>
  fleetFiles(settings).filter(
    ({ file, text }) => (existsSync(join(root, file)) ? readFileSync(join(root, file), 'utf8') : undefined) !== text,
  )
