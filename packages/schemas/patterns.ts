import { crdPatterns } from './crd-patterns.ts'
import type { PatternDescription } from './pattern-description.ts'

const suffix = '([KMGTPE]i|[numkMGTPE]|[eE][+-]?[0-9]+)?$'

/** Kubernetes checks these in Go. The regular expressions match the same strings in RE2 and in JavaScript. */
export const patterns = {
  /** validation.IsDNS1123Label, with a length of at most 63. */
  dnsLabel: '^[a-z0-9]([a-z0-9-]*[a-z0-9])?$',
  /** validation.IsValidLabelValue, with a length of at most 63. */
  labelValue: '^([A-Za-z0-9]([A-Za-z0-9_.-]*[A-Za-z0-9])?)?$',
  /** validation.IsValidPercent. */
  percentage: '^[0-9]+%$',
  percentageTo100: '^0*(100|[0-9]{1,2})%$',
  /** validation.IsValidPortName, with a length of at most 15. */
  portName: '^[a-z0-9-]*[a-z][a-z0-9-]*$',
  portNameOrEmpty: '^([a-z0-9-]*[a-z][a-z0-9-]*)?$',
  /** resource.ParseQuantity. */
  quantity: `^[+-]?([0-9]+[.]?[0-9]*|[.][0-9]+)${suffix}`,
  nonNegativeQuantity: `^[+]?([0-9]+[.]?[0-9]*|[.][0-9]+)${suffix}`,
  positiveQuantity: `^[+]?([0-9]*[1-9][0-9]*[.]?[0-9]*|[0-9]*[.][0-9]*[1-9][0-9]*)${suffix}`,
} as const

const label: PatternDescription = {
  requirement: 'consist of a-z, 0-9 and -, with a letter or digit at both ends',
  example: 'thanos-store',
}
const port: PatternDescription = {
  requirement: 'be a port number without quotes, or the name of a port (a-z, 0-9 and -)',
  example: 'http',
}

export const patternDescriptions: Readonly<Record<string, PatternDescription>> = {
  ...crdPatterns,
  [patterns.dnsLabel]: label,
  [patterns.labelValue]: {
    requirement: 'consist of letters, digits, -, _ and ., with a letter or digit at both ends',
    example: 'thanos-store',
  },
  [patterns.percentage]: { requirement: 'be an integer or a percentage', example: '25%' },
  [patterns.percentageTo100]: { requirement: 'be an integer or a percentage from 0% to 100%', example: '25%' },
  [patterns.portName]: port,
  [patterns.portNameOrEmpty]: port,
}
