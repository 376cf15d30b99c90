import { basename } from 'node:path'
import { isObject, readYaml, writeYaml } from '@thanos-gitops/manifest'

/** Whether a file has the form in which render writes an object, and a name that render gives to it. */
export function hasWrittenForm(file: string, text: string): boolean {
  const source = readYaml(file, text)
  if (!('file' in source) || !isObject(source.value)) return false
  const { kind, metadata } = source.value
  if (typeof kind !== 'string' || !isObject(metadata)) return false
  return basename(file).includes(`${String(metadata.name)}.${kind.toLowerCase()}`) && writeYaml(source.value) === text
}
