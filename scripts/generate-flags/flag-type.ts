import type { FlagType } from '@thanos-gitops/workloads'
import type { RecordedFlag } from '../instrument/recorded-flags.ts'

/** By the Go type of the value; the element's type of a flag that can be repeated. */
const types: Readonly<Record<string, FlagType>> = {
  '*extkingpin.addressSlice': 'address',
  '*kingpin.boolValue': 'bool',
  '*kingpin.bytesValue': 'bytes',
  '*kingpin.durationValue': 'go-duration',
  '*kingpin.enumValue': 'enum',
  '*kingpin.enumsValue': 'enum',
  '*kingpin.fileStatValue': 'path',
  '*kingpin.float64Value': 'float',
  '*kingpin.int64Value': 'int',
  '*kingpin.intValue': 'int',
  '*kingpin.regexpValue': 'string',
  '*kingpin.stringValue': 'string',
  '*kingpin.uint16Value': 'uint',
  '*kingpin.uint64Value': 'uint',
  '*kingpin.uintValue': 'uint',
  '*kingpin.urlValue': 'url',
  '*model.Duration': 'model-duration',
  '*main.rwProtoMsgFlagParser': 'string',
  '*model.TimeOrDurationValue': 'time-or-duration',
  '*promlog.AllowedFormat': 'enum',
  '*promlog.AllowedLevel': 'enum',
  '*promslog.Format': 'enum',
  '*promslog.Level': 'enum',
  '*units.Base2Bytes': 'bytes',
  'time.Duration': 'go-duration',
  float64: 'float',
  int: 'int',
  string: 'string',
}

/** Flags that take the content of a file, or its path, as Thanos registers them in pairs. */
const placeholders: Readonly<Record<string, FlagType>> = {
  '<content>': 'yaml',
  '<file-path>': 'path',
  '<path>': 'path',
}

/** @throws Error for a Go type that the table lacks */
export function flagType({ name, bool, placeholder = '', type }: RecordedFlag): FlagType {
  if (bool) return 'bool'
  const known = types[type]
  if (known === undefined)
    throw new Error(`--${name} has the type ${type}: add it to scripts/generate-flags/flag-type.ts.`)
  return known === 'string' ? (placeholders[placeholder] ?? known) : known
}
