/** What patches change most, the most usual first: the order in which editors offer paths. Each matches a path with list steps. */
const usualChanges: readonly RegExp[] = [
  /^\/spec\/replicas$/,
  /^\/spec\/template\/.*\/resources\/(?:requests|limits)\/(?:cpu|memory)$/,
  /^\/spec\/volumeClaimTemplates\/.*\/(?:requests\/storage|storageClassName)$/,
  /^\/spec\/template\/.*\/args\/\[--[^/]*\]$/,
  /^\/spec\/template\/.*\/args\/-$/,
  /^\/spec\/template\/.*\/image$/,
  /^\/spec\/template\/spec\/(?:nodeSelector|tolerations|affinity|topologySpreadConstraints|priorityClassName)$/,
  /^\/spec\/template\/.*\/env(?:\/-|\/\[name=[^/]*\]\/value)?$/,
  /^(?:\/spec\/template)?\/metadata\/(?:annotations|labels)(?:\/|$)/,
]

/** How usual a change of a path is: 0 for the most usual one. */
export function usualness(path: string): number {
  const index = usualChanges.findIndex((pattern) => pattern.test(path))
  return index < 0 ? usualChanges.length : index
}

export const isUsual = (path: string): boolean => usualness(path) < usualChanges.length
