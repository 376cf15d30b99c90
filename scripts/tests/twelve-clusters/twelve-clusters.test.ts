import { cpSync, readdirSync, readFileSync } from 'node:fs'
import { join } from 'node:path'
import { base } from '@thanos-gitops/base'
import { checkManifests, checks, readDeclarations } from '@thanos-gitops/checks'
import { readManifestText } from '@thanos-gitops/manifest/read'
import {
  createRenderer,
  type EnvironmentFiles,
  layerReader,
  type RenderedEnvironment,
  readEnvironmentFiles,
  renderWarnings,
} from '@thanos-gitops/render'
import { temporaryFolder, writeFile } from '@thanos-gitops/testing'
import { describe, expect, it } from 'vitest'
import { type Cluster, clusters, filesOf } from './clusters.ts'

const layers = join(import.meta.dirname, 'layers')
const policy = join(import.meta.dirname, '../../templates/policy.yaml')

function repository(): string {
  const root = temporaryFolder()
  cpSync(layers, join(root, 'environments/layers'), { recursive: true })
  cpSync(policy, join(root, 'environments/policy.yaml'))
  for (const cluster of clusters)
    for (const [file, content] of filesOf(cluster)) writeFile(root, `environments/${cluster.name}/${file}`, content)
  return root
}

const root = repository()
const readLayers = layerReader(root)
const render = createRenderer(base)

function rendered({ name }: Cluster): RenderedEnvironment {
  const files = readEnvironmentFiles(root, name, undefined, undefined, readLayers)
  const result = 'environment' in files ? render(files satisfies EnvironmentFiles) : files
  if ('manifests' in result) return result
  throw new Error(JSON.stringify(result, undefined, 2))
}

const linesOf = (content: string): number => content.split('\n').length - 1
const own = clusters.map((cluster) => [...filesOf(cluster).values()].reduce((sum, text) => sum + linesOf(text), 0))
const shared = readdirSync(layers, { recursive: true, encoding: 'utf8' })
  .filter((file) => file.endsWith('.yaml'))
  .map((file) => linesOf(readFileSync(join(layers, file), 'utf8')))
const sum = (counts: readonly number[]): number => counts.reduce((total, count) => total + count, 0)

describe('twelve clusters in three regions', { timeout: 60_000 }, () => {
  it('have at most 30 lines each, and 600 lines together with their layers', () => {
    expect(Math.max(...own)).toBeLessThanOrEqual(30)
    expect(sum(own) + sum(shared)).toBeLessThanOrEqual(600)
  })

  it.each(clusters)('render without a warning: $name', (cluster) => {
    const { environment, ...result } = rendered(cluster)
    expect(renderWarnings({ environment, ...result })).toEqual([])
    expect(environment).toMatchObject({
      cluster: cluster.name,
      objectStorageSettings: { bucket: `thanos-${cluster.name}` },
      externalUrls: { grafana: `https://grafana.${cluster.name}.example.com` },
    })
  })

  // One of each region; the first is large.
  it.each([0, 5, 10].map((index) => clusters[index]!))('have no finding: $name', (cluster) => {
    const { environment, manifests } = rendered(cluster)
    const { findings } = checkManifests({
      objects: manifests.flatMap(({ file, text }) => readManifestText(file, text).objects),
      environment,
      kubernetesVersion: environment.kubernetesVersion,
      declarations: readDeclarations('exceptions.yaml', filesOf(cluster).get('exceptions.yaml')!, checks),
      today: '2026-01-01',
    })
    expect(findings.map(({ code, message }) => `${code}: ${message}`)).toEqual([])
  })
})
