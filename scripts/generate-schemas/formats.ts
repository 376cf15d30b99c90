import type { Schema } from '@thanos-gitops/schemas'
import { patterns } from '@thanos-gitops/schemas/patterns'

// Each format has a pattern or bounds with the same meaning: kubeconform does not support the formats of Kubernetes, and both
// engines must return the same verdict. RE2 and JavaScript must both support the patterns.

const quantity = { format: 'quantity', type: ['number', 'string'] } as const

/** A number is read as a string (k8s.io/apimachinery/pkg/api/resource/quantity.go). */
export const quantities = {
  Quantity: { ...quantity, pattern: patterns.quantity },
  NonNegativeQuantity: { ...quantity, minimum: 0, pattern: patterns.nonNegativeQuantity },
  PositiveQuantity: { ...quantity, exclusiveMinimum: 0, pattern: patterns.positiveQuantity },
} satisfies Record<string, Schema>

/** k8s.io/apimachinery/pkg/util/intstr. */
export const intOrString = { format: 'int-or-string', type: ['integer', 'string'] } satisfies Schema

const base64 = (characters: number): string => `([A-Za-z0-9+/][\\r\\n]*){${characters}}`

export const formats: Readonly<Record<string, Schema>> = {
  int32: { format: 'int32', minimum: -(2 ** 31), maximum: 2 ** 31 - 1 },
  // A JavaScript number cannot distinguish the largest int64 from 2^63.
  int64: { format: 'int64', minimum: -(2 ** 63), maximum: 2 ** 63 },
  // Go's encoding/base64 ignores line breaks.
  byte: {
    format: 'byte',
    pattern: `^[\\r\\n]*(${base64(4)})*(${base64(2)}=[\\r\\n]*=[\\r\\n]*|${base64(3)}=[\\r\\n]*)?$`,
  },
  'date-time': {
    format: 'date-time',
    pattern: '^[0-9]{4}-[0-9]{2}-[0-9]{2}[Tt][0-9]{2}:[0-9]{2}:[0-9]{2}([.][0-9]+)?([Zz]|[+-][0-9]{2}:[0-9]{2})$',
  },
}
