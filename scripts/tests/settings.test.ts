import { readFileSync } from 'node:fs'
import { join } from 'node:path'
import { base } from '@thanos-gitops/base'
import { readYaml, type YamlFile } from '@thanos-gitops/manifest'
import { createRenderer, type EnvironmentFiles, environmentNames, readEnvironmentFiles } from '@thanos-gitops/render'
import { describe, expect, it } from 'vitest'
import { root } from './repository.ts'

const render = createRenderer(base)

/** The manifests of an environment whose environment.yaml was changed. */
function renderedWith(name: string, change: (settings: string) => string): string {
  const files = readEnvironmentFiles(root, name) as EnvironmentFiles
  const settings = change(readFileSync(join(root, 'environments', name, 'environment.yaml'), 'utf8'))
  const rendered = render({ ...files, environment: readYaml('environment.yaml', settings) as YamlFile })
  if (!('environment' in rendered)) throw new Error(JSON.stringify(rendered))
  return rendered.manifests.map(({ file, text }) => `${file}\n${text}`).join('')
}

describe.each(environmentNames(root))('the settings of %s', (name) => {
  it('carry the namespace to every object, address, subject and reference', () => {
    const text = renderedWith(name, (settings) => settings.replace(/^namespace: .*$/m, 'namespace: observability'))
    expect(text).toContain('namespace: observability')
    expect(text).not.toContain('kube-monitor')
  })

  it('carry the cluster domain to every address', () => {
    const text = renderedWith(name, (settings) =>
      settings.replace(/^clusterDomain: .*$/m, 'clusterDomain: corp.example'),
    )
    expect(text).toContain('.svc.corp.example')
    expect(text).not.toContain('cluster.local')
  })

  it('carry the cluster’s name to the external labels', () => {
    const text = renderedWith(name, (settings) => settings.replace(/^cluster: .*$/m, 'cluster: eu-central-7'))
    expect(text).toContain('cluster: eu-central-7')
  })
})
