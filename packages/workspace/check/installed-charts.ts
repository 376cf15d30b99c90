import {
  contentOf,
  type Finding,
  isObject,
  labelOf,
  mappingOf,
  type SourcedObject,
  stringOf,
} from '@thanos-gitops/manifest'

/** Kinds that only deliver what is elsewhere. */
const deliveryKinds = new Set([
  ...['HelmRelease', 'HelmRepository', 'HelmChart', 'HelmChartConfig', 'OCIRepository', 'GitRepository', 'Bucket'],
  ...['Kustomization', 'Application', 'ApplicationSet', 'AppProject', 'Namespace'],
])

/**
 * The objects that install Helm charts: Flux' HelmRelease, Argo CD's Application of a chart, and the HelmChart of k3s. Checks do not
 * see what a chart creates.
 *
 * @returns a finding if there is nothing else to check, otherwise a note
 */
export function installedCharts(objects: readonly SourcedObject[]): {
  readonly findings: readonly Finding[]
  readonly notes: readonly string[]
} {
  const installers = objects.flatMap((object) => {
    const chart = chartOf(object)
    return chart === undefined ? [] : [{ object, chart }]
  })
  const [first, ...others] = installers
  if (first === undefined) return { findings: [], notes: [] }
  const more =
    others.length === 0 ? '' : `, and ${others.length} more ${others.length === 1 ? 'object' : 'objects'} like it`
  const message = `${labelOf(first.object.object)} installs the Helm chart ${first.chart}${more}. The objects of charts are not checked.`
  const remedy = `Render it first: helm template ${first.object.object.metadata.name} ${first.chart} --values VALUES | npx thanos-gitops check -`
  if (objects.some(({ object }) => !deliveryKinds.has(object.kind)))
    return { findings: [], notes: [`${message} ${remedy}`] }
  return {
    findings: [
      {
        code: 'manifests-not-rendered',
        severity: 'warning',
        message,
        remedy,
        place: first.object.place(''),
        ...(others.length === 0
          ? {}
          : { further: others.map(({ object }) => ({ object: labelOf(object.object), place: object.place('') })) }),
      },
    ],
    notes: [],
  }
}

/** The chart that an object installs, as an argument of `helm template`. */
function chartOf(object: SourcedObject): string | undefined {
  const spec = mappingOf(contentOf(object).spec)
  switch (object.object.kind) {
    case 'HelmRelease':
      return stringOf(mappingOf(mappingOf(spec.chart).spec).chart) ?? stringOf(mappingOf(spec.chartRef).name) ?? 'CHART'
    case 'HelmChart':
      return object.object.apiVersion.startsWith('helm.cattle.io/') ? (stringOf(spec.chart) ?? 'CHART') : undefined
    case 'Application':
    case 'ApplicationSet':
      return chartOfApplication(object.object.kind === 'Application' ? spec : mappingOf(mappingOf(spec.template).spec))
    default:
      return undefined
  }
}

function chartOfApplication({ source, sources }: Readonly<Record<string, unknown>>): string | undefined {
  const all = [source, ...(Array.isArray(sources) ? (sources as readonly unknown[]) : [])].filter(isObject)
  const chart = all.find((one) => typeof one.chart === 'string')
  if (chart !== undefined) return String(chart.chart)
  const path = all.find((one) => isObject(one.helm) && typeof one.path === 'string')
  return path === undefined ? undefined : String(path.path)
}
