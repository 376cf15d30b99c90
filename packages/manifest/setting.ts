import type { ObjectStorageField } from './environment.ts'

/** A field of `objectStorage`, by its path: only a component of that object storage may mention it. */
export type ObjectStorageSetting = `objectStorage.${ObjectStorageField}`

/** The settings of `environment.yaml` that base objects may mention. */
export const settingNames = ['cluster', 'namespace', 'clusterDomain'] as const
export type SettingName = (typeof settingNames)[number] | ObjectStorageSetting

// Private-use characters, so that no real text can be mistaken for a reference.
const open = '\uE000'
const close = '\uE001'
const references = /\uE000([^\uE001]*)\uE001/g

/**
 * A value that the environment decides: base objects stay plain literals, and the text that stands here is replaced when
 * an environment is rendered. It may stand inside a longer string: `` `http://thanos-query.${setting('namespace')}.svc` ``.
 */
export const setting = (name: SettingName): string => `${open}${name}${close}`

const hashPrefix = 'hash:'

/**
 * The content hash of a ConfigMap's data, for a pod annotation: a pod that does not reload its configuration by itself is
 * rolled when the hash changes. Filled in after all patches.
 */
export const contentHash = (configMap: { metadata: { name: string } }): string =>
  `${open}${hashPrefix}${configMap.metadata.name}${close}`

/** The name of the ConfigMap whose hash is meant, or undefined for a setting. */
export const hashedConfigMap = (reference: string): string | undefined =>
  reference.startsWith(hashPrefix) ? reference.slice(hashPrefix.length) : undefined

export const hasContentHash = (text: string): boolean => text.includes(open + hashPrefix)

export const hasReference = (text: string): boolean => text.includes(open)

/** Replaces every reference for which `resolve` has a value; leaves the others as they are. */
export const replaceReferences = (text: string, resolve: (reference: string) => string | undefined): string =>
  text.replaceAll(references, (whole, reference: string) => resolve(reference) ?? whole)
