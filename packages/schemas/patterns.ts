const suffix = '([KMGTPE]i|[numkMGTPE]|[eE][+-]?[0-9]+)?$'

/** Regular expressions that both RE2 and JavaScript read, for what Kubernetes checks in Go. */
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

/** What a pattern asks for, to be read after "must". */
export const patternWords: Readonly<Record<string, string>> = {
  [patterns.dnsLabel]: 'be made of a-z, 0-9 and -, with a letter or digit at both ends',
  [patterns.labelValue]: 'be made of letters, digits, -, _ and ., with a letter or digit at both ends',
  [patterns.percentage]: 'be an integer or a percentage such as 25%',
  [patterns.percentageTo100]: 'be an integer or a percentage from 0% to 100%',
  [patterns.portName]: 'be a port number (without quotes) or the name of a port, made of a-z, 0-9 and -',
  [patterns.portNameOrEmpty]: 'be a port number (without quotes) or the name of a port, made of a-z, 0-9 and -',
}
