// Metrics in the text format of Prometheus.

/**
 * The sum of the series of a metric.
 *
 * @param text what `/metrics` returns
 * @param labels only the series with these labels
 */
export function sumOf(text: string, metric: string, labels: Readonly<Record<string, string>> = {}): number {
  const wanted = Object.entries(labels).map(([name, value]) => `${name}="${value}"`)
  return [...text.matchAll(new RegExp(`^${metric}(?:\\{(.*)\\})? (\\S+)$`, 'gm'))]
    .filter(([, series = '']) => wanted.every((label) => `,${series},`.includes(`,${label},`)))
    .reduce((sum, [, , value]) => sum + Number(value), 0)
}
