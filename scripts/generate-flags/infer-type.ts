import type { FlagType } from '@thanos-gitops/workloads'
import type { HelpFlag } from './read-help.ts'

/** The type of a flag's value, inferred from its default or placeholder in the `--help` output. */
export function inferType({ value }: HelpFlag): FlagType {
  if (value === undefined) return 'bool'
  const example = value.replaceAll('"', '')
  if (example === '<content>') return 'yaml'
  if (example === '<file-path>' || example === '<path>') return 'path'
  if (/^\d+(?:[smhdw]|ms)(?:\d+[smhdw])*$/.test(example)) return 'go-duration'
  if (/^-?\d+$/.test(example)) return 'int'
  if (/^-?\d+\.\d+$/.test(example)) return 'float'
  if (/^\d+(?:KB|MB|GB|KiB|MiB|GiB)$/.test(example)) return 'bytes'
  return 'string'
}
