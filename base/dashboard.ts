// What all dashboards have in common: a file of dashboards/ is Grafana's JSON without it.
import { runbookOf } from './rules/runbook.ts'

/** The datasource of all dashboards. Its uid never changes: dashboards of teams refer to it. */
export const datasource = { type: 'prometheus', uid: 'thanos' }

/** A panel or a row of a file. Grafana documents all fields of a panel. */
interface PanelSource {
  readonly title: string
  readonly type?: string
  readonly gridPos: Readonly<Record<'h' | 'w' | 'x' | 'y', number>>
  /** The runbooks of the alerts about what the panel shows. */
  readonly links?: readonly { readonly title: string }[]
  readonly targets?: readonly object[]
}

/** A file of dashboards/. */
interface DashboardSource {
  /** Also the name of the file. It is a part of links to the dashboard. */
  readonly uid: string
  readonly title: string
  readonly templating?: { readonly list: readonly VariableSource[] }
  readonly panels: readonly PanelSource[]
}

interface VariableSource {
  readonly name: string
  readonly query: string
  /** What of a result is the value: the text of its first group. Default: all of it. */
  readonly regex?: string
  /** The regular expression for all values. Default: any value. */
  readonly allValue?: string
}

const variable = (source: VariableSource) => ({
  type: 'query',
  datasource,
  // When the time range changes: pods come and go.
  refresh: 2,
  sort: 1,
  multi: true,
  includeAll: true,
  allValue: '.*',
  current: { text: ['All'], value: ['$__all'] },
  ...source,
})

const cluster = variable({ name: 'cluster', query: 'label_values(up, cluster)' })

const panelOf = (panel: PanelSource, index: number) =>
  panel.type === 'row'
    ? { id: index + 1, ...panel }
    : {
        id: index + 1,
        type: 'timeseries',
        datasource,
        ...panel,
        links: (panel.links ?? []).map(({ title }) => ({ title, url: runbookOf(title), targetBlank: true })),
      }

/** The dashboard of a file: with the cluster as a variable, the datasource of each panel, and the addresses of its runbooks. */
export const dashboardOf = ({ templating, panels, ...source }: DashboardSource) => ({
  schemaVersion: 42,
  editable: false,
  graphTooltip: 1,
  time: { from: 'now-6h', to: 'now' },
  refresh: '1m',
  timezone: 'browser',
  ...source,
  templating: { list: [cluster, ...(templating?.list ?? []).map(variable)] },
  panels: panels.map(panelOf),
})
