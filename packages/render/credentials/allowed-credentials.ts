import { credentialCheck, isObject, mappingOf, type YamlFile } from '@thanos-gitops/manifest'
import { matchesGlob } from '../patches/glob.ts'

/** Where a literal credential is: in a field of an object, and in the file that sets the field. */
export interface CredentialLocation {
  /** `ConfigMap/prometheus`; absent for files that set no field of an object. */
  readonly object?: string
  /** The field of the object. */
  readonly pointer?: string
  readonly file: string
}

/** Whether an exception allows a value. */
export type AllowsCredential = (location: CredentialLocation) => boolean

/**
 * The exceptions from `no-literal-credentials` in an `exceptions.yaml`. `object` is an object, or the file that contains the
 * value. The check of the same name reports exceptions that are invalid, have ended or have no effect.
 *
 * @param today `2026-11-24`: exceptions that ended before it no longer apply
 */
export function allowedCredentials(source: YamlFile, today: string): AllowsCredential {
  const { exceptions } = mappingOf(source.value)
  const entries = (Array.isArray(exceptions) ? exceptions : []).filter(
    (entry): entry is { object: string; at?: unknown } =>
      isObject(entry) &&
      entry.check === credentialCheck &&
      typeof entry.object === 'string' &&
      typeof entry.reason === 'string' &&
      typeof entry.until === 'string' &&
      entry.until >= today,
  )
  return ({ object, pointer = '', file }) =>
    entries.some(
      (entry) =>
        entry.object === file ||
        (object !== undefined && matchesGlob(entry.object, object) && isBelow(pointer, entry.at)),
    )
}

const isBelow = (pointer: string, at: unknown): boolean =>
  typeof at !== 'string' || pointer === at || pointer.startsWith(`${at}/`)
