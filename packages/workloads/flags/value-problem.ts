import { parseGoDuration, parsePrometheusDuration, parseTimeOrDuration } from '../duration.ts'
import { parseBase2Bytes } from '../size.ts'
import type { Flag, FlagType } from './catalogue.ts'

interface ValueForm {
  readonly accepts: (value: string) => boolean
  /** Completes "must be …". */
  readonly description: string
}

const forms: Readonly<Partial<Record<FlagType, ValueForm>>> = {
  // kingpin reads some of these flags as floating-point numbers: Prometheus has the default 5e7.
  int: {
    accepts: (value) =>
      /^[+-]?(?:\d+|0x[\da-f]+|\d+(?:\.\d+)?e\+?\d+)$/i.test(value) &&
      Number.isInteger(Number(value.replace(/^[+-]/, ''))),
    description: 'a whole number',
  },
  uint: {
    accepts: (value) => /^(?:\d+|0x[\da-f]+)$/i.test(value),
    description: 'a whole number that is not negative',
  },
  float: { accepts: (value) => value.trim() !== '' && Number.isFinite(Number(value)), description: 'a number' },
  bytes: {
    accepts: (value) => parseBase2Bytes(value) !== undefined,
    description: 'a size with its unit, such as 500MB or 2GiB',
  },
  'go-duration': {
    accepts: (value) => parseGoDuration(value) !== undefined,
    description: 'a duration in hours, minutes and seconds, such as 36h or 1h30m',
  },
  'model-duration': {
    accepts: (value) => parsePrometheusDuration(value) !== undefined,
    description: 'a duration in whole units, such as 30d or 1h30m',
  },
  'time-or-duration': {
    accepts: (value) => parseTimeOrDuration(value) !== undefined,
    description: 'a time such as 2026-01-31T00:00:00Z, or a duration such as -6w',
  },
  url: {
    accepts: (value) => !/\s/.test(value) && !/^:/.test(value),
    description: 'an address such as http://localhost:9090',
  },
}

/**
 * The form that a flag requires, if a value does not have it; it completes "must be …". Undefined for a valid value, and for
 * a placeholder, whose value is not in the manifests.
 */
export function valueProblem({ type, values = [] }: Flag, value: string): string | undefined {
  if (value.includes('$(')) return undefined
  if (type === 'enum')
    return values.includes(value)
      ? undefined
      : `one of ${values.map((allowed) => (allowed === '' ? '""' : allowed)).join(', ')}`
  const form = forms[type]
  return form === undefined || form.accepts(value) ? undefined : form.description
}
