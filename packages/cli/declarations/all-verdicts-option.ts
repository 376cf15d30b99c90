/** Lifts the limit of objects that the API server's code judges in one call. */
export const allVerdictsOption = {
  type: 'boolean',
  help: 'Get the verdict of the API server on any number of objects. Without it, the limit is some seconds of work.',
} as const
