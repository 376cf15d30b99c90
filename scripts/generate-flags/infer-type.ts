import type { FlagType } from '@thanos-gitops/workloads'
import type { HelpFlag } from './read-help.ts'

/** What a flag takes, as far as its default and its placeholder in the `--help` text say. */
export function inferType({ value }: HelpFlag): FlagType {
  if (value === undefined) return 'bool'
  const text = value.replaceAll('"', '')
  if (text === '<content>') return 'yaml'
  if (text === '<file-path>' || text === '<path>') return 'path'
  if (/^\d+(?:[smhdw]|ms)(?:\d+[smhdw])*$/.test(text)) return 'go-duration'
  if (/^-?\d+$/.test(text)) return 'int'
  if (/^-?\d+\.\d+$/.test(text)) return 'float'
  if (/^\d+(?:KB|MB|GB|KiB|MiB|GiB)$/.test(text)) return 'bytes'
  return 'string'
}
