import { readManifestText } from '@thanos-gitops/manifest/read'
import { describe, expect, it } from 'vitest'
import { installedCharts } from './installed-charts.ts'

const release = (name: string): string =>
  `apiVersion: helm.toolkit.fluxcd.io/v2\nkind: HelmRelease\nmetadata: {name: ${name}}\nspec: {chart: {spec: {chart: thanos}}}\n---\n`
const application = (source: string): string =>
  `apiVersion: argoproj.io/v1alpha1\nkind: Application\nmetadata: {name: a}\nspec: {source: {${source}}}\n---\n`
const service = 'apiVersion: v1\nkind: Service\nmetadata: {name: a}\n'

const charts = (yaml: string) => installedCharts(readManifestText('a.yaml', yaml).objects)

describe('installedCharts', () => {
  it('reports releases of charts once, if there is nothing else', () =>
    expect(charts(release('a') + release('b'))).toMatchObject({
      findings: [
        {
          message:
            'HelmRelease/a installs the Helm chart thanos, and 1 more object like it. The objects of charts are not checked.',
          remedy: 'Render it first: helm template a thanos --values VALUES | npx thanos-gitops check -',
          further: [{ object: 'HelmRelease/b' }],
        },
      ],
      notes: [],
    }))

  it('only notes them next to other objects', () =>
    expect(charts(release('a') + service)).toMatchObject({
      findings: [],
      notes: [expect.stringContaining('HelmRelease/a')],
    }))

  it.each([application('chart: loki'), application('path: charts/loki, helm: {}')])('recognizes %j', (yaml) =>
    expect(charts(yaml).findings).toHaveLength(1),
  )

  it.each([application('path: environments/production/manifests'), service])('accepts %j', (yaml) =>
    expect(charts(yaml)).toEqual({ findings: [], notes: [] }),
  )
})
