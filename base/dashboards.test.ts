import { readdirSync, readFileSync } from 'node:fs'
import { join } from 'node:path'
import { describe, expect, it } from 'vitest'
import { base } from './index.ts'
import { completeVariant } from './testing/alerts.ts'
import { variantRenderer } from './testing/render-variant.ts'
import { type RenderedStack, renderedStack } from './testing/rendered-stack.ts'
import { alternativeComponents } from './testing/stack.ts'
import { type Variant, variants } from './testing/variants.ts'
import { image } from './thanos.ts'

interface Panel {
  readonly id: number
  readonly title: string
  readonly type: string
  readonly description?: string
  readonly gridPos: Readonly<Record<'h' | 'w' | 'x' | 'y', number>>
  readonly links: readonly { readonly title: string; readonly url: string }[]
  readonly fieldConfig?: { readonly defaults: { readonly unit?: string } }
  readonly targets?: readonly { readonly refId: string; readonly expr: string }[]
}

interface Dashboard {
  readonly uid: string
  readonly title: string
  readonly templating: { readonly list: readonly { readonly name: string; readonly query: string }[] }
  readonly panels: readonly Panel[]
}

const render = variantRenderer()
const stackOf = (variant: Variant): RenderedStack => renderedStack(variant, render(variant))
const named = (name: string): Variant => variants.find((variant) => variant.name === name)!

interface ConfigMap {
  readonly metadata: { readonly name: string }
  readonly data: Readonly<Record<string, string>>
}

/** The dashboards of an environment by the names of their files. */
const dashboardsOf = (variant: Variant): ReadonlyMap<string, Dashboard> =>
  new Map(
    stackOf(variant)
      .all<ConfigMap>('ConfigMap')
      .filter(({ metadata }) => metadata.name.startsWith('grafana-dashboards-'))
      .flatMap(({ data }) => Object.entries(data))
      .map(([file, content]) => [file, JSON.parse(content) as Dashboard]),
  )

const complete = dashboardsOf(completeVariant)
const runbooks = readdirSync(join(import.meta.dirname, 'runbooks'))

describe('Grafana', () => {
  it('has each file of dashboards/ in an environment with all components', () => {
    const files = readdirSync(join(import.meta.dirname, 'dashboards')).filter((file) => file.endsWith('.json'))
    expect([...complete.keys()].sort()).toEqual(files.sort())
  })

  it.each([
    ...base.optional.map(({ name }) => [name, `${name}.json`] as const).filter(([, file]) => complete.has(file)),
    ['kube-state-metrics', 'kubernetes-workloads.json'] as const,
    ['node-exporter', 'nodes.json'] as const,
  ])('has with %s the dashboard %s, and not without it', (name, file) => {
    expect([...complete.keys()]).toContain(file)
    const without = name in alternativeComponents ? 'rook-all' : `without-${name}`
    expect([...dashboardsOf(named(without)).keys()]).not.toContain(file)
  })

  it.each([
    ['rook-all', 'thanos-query-frontend'],
    ['without-thanos-query-frontend', 'thanos-query-global'],
    ['only-grafana', 'thanos-query'],
  ])('reads in %s from %s', (variant, server) => {
    const { document } = renderedStack(named(variant), render(named(variant)))
    const { datasources } = document<{ datasources: readonly Record<string, unknown>[] }>('grafana', 'datasources.yaml')
    const { global } = document<{ global: Record<string, string> }>('prometheus', 'prometheus.yaml')
    expect(datasources).toEqual([
      expect.objectContaining({
        uid: 'thanos',
        url: `http://${server}.kube-monitor.svc.cluster.local:9090`,
        jsonData: expect.objectContaining({
          manageAlerts: false,
          prometheusType: 'Thanos',
          prometheusVersion: image.split(':v')[1],
          timeInterval: global.scrape_interval,
        }),
      }),
    ])
  })

  it('has ConfigMaps below the limit of the API server and below that of a client-side apply', () => {
    for (const { metadata, data } of stackOf(completeVariant).all<ConfigMap>('ConfigMap'))
      if (metadata.name.startsWith('grafana-')) expect(JSON.stringify(data).length, metadata.name).toBeLessThan(250_000)
  })
})

describe.each([...complete])('the dashboard %s', (file, { uid, title, templating, panels }) => {
  const shown = panels.filter(({ type }) => type !== 'row')

  it('is named as its uid, and has a title', () => {
    expect(file).toBe(`${uid}.json`)
    expect(title).not.toBe('')
  })

  it('has a title, a description, a unit and a query in each panel', () => {
    for (const panel of shown) {
      expect(panel.title).not.toBe('')
      expect(panel.description, panel.title).toMatch(/\.$/)
      expect(panel.fieldConfig?.defaults.unit, panel.title).toBeDefined()
      expect(panel.targets?.length, panel.title).toBeGreaterThan(0)
      expect(new Set(panel.targets!.map(({ refId }) => refId)).size, panel.title).toBe(panel.targets!.length)
    }
  })

  it('uses each of its variables, and selects the cluster in each query', () => {
    const queries = [...shown.flatMap(({ targets }) => targets!.map(({ expr }) => expr))]
    for (const query of queries) expect(query).toContain('cluster=~"$cluster"')
    for (const { name, query } of templating.list)
      expect([...queries, ...templating.list.map((other) => other.query)].join('\n'), query).toMatch(
        // A shard is the name of its StatefulSet, and the names of its pods end with a number.
        new RegExp(name === 'shard' ? String.raw`pod=~"\(\$shard\)-\[0-9\]\+"` : String.raw`"\$${name}"`),
      )
  })

  it('links to runbooks that exist', () => {
    for (const { title: panel, links } of shown)
      for (const link of links) {
        expect(runbooks, panel).toContain(`${link.title}.md`)
        expect(link.url).toMatch(new RegExp(`/${link.title}\\.md$`))
      }
  })

  it('has panels that do not overlap, in the 24 columns of Grafana', () => {
    const places = new Set<string>()
    for (const { title: panel, gridPos } of panels) {
      expect(gridPos.x + gridPos.w, panel).toBeLessThanOrEqual(24)
      for (let x = gridPos.x; x < gridPos.x + gridPos.w; x++)
        for (let y = gridPos.y; y < gridPos.y + gridPos.h; y++) {
          expect(places, `${panel} at ${x}, ${y}`).not.toContain(`${x} ${y}`)
          places.add(`${x} ${y}`)
        }
    }
    expect(new Set(panels.map(({ id }) => id)).size).toBe(panels.length)
  })
})

it('has dashboards that are shorter than a person reads in a review', () => {
  for (const file of complete.keys())
    expect(readFileSync(join(import.meta.dirname, 'dashboards', file), 'utf8').split('\n').length, file).toBeLessThan(
      450,
    )
})
