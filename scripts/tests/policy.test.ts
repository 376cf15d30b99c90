import { readFileSync } from 'node:fs'
import { join } from 'node:path'
import { base } from '@thanos-gitops/base'
import { environmentFiles } from '@thanos-gitops/base/testing/render-variant'
import { variants } from '@thanos-gitops/base/testing/variants'
import { checkManifests, checks, readDeclarations } from '@thanos-gitops/checks'
import { type Finding, readYaml, type YamlFile } from '@thanos-gitops/manifest'
import { readManifestText } from '@thanos-gitops/manifest/read'
import { createRenderer } from '@thanos-gitops/render'
import { describe, expect, it } from 'vitest'
import { root } from './repository.ts'

const render = createRenderer(base)
const read = (file: string): string => readFileSync(join(root, file), 'utf8')
const source = (file: string, content: string): YamlFile => {
  const found = readYaml(file, content)
  if ('file' in found) return found
  throw new Error(JSON.stringify(found))
}
const policy = source('environments/policy.yaml', read('scripts/templates/policy.yaml'))

// The StorageClasses, Secrets, PriorityClasses and hosts that the documents name exist in the cluster.
const declarations = readDeclarations(
  'exceptions.yaml',
  ['StorageClass', 'Secret', 'PriorityClass'].reduce(
    (text, kind) => `${text}  - {kind: ${kind}, name: "*", reason: test}\n`,
    'external:\n  - {host: "*.example.com", reason: test}\n',
  ),
  checks,
)

/** What render refuses or the checks find for a patch in an environment with the policy of the template. */
function problemsOf(patch: string, objectStorage: 'rook' | 'existing-secret' = 'rook'): readonly Finding[] {
  const variant = variants.find(({ name }) => name === `${objectStorage}-none`)!
  const settings = variant.files['environment.yaml']!.replace(
    'components: []',
    'components: [alertmanager, thanos-rule, thanos-query-frontend, priority-classes]',
    // The document describes the port of a server without TLS.
  )
    .replace(/$/, patch.includes('kind: Certificate') ? 'tls: cert-manager\n' : '')
    .replace(/^( *endpoint: s3\.example\.com)$/m, patch.includes('config/insecure') ? '$1:80' : '$1')
  const files = environmentFiles({ ...variant, files: { ...variant.files, 'environment.yaml': settings } })
  const rendered = render({ ...files, policy, patches: [source('environments/us-1/patches/own.yaml', patch)] })
  if (!('manifests' in rendered)) return rendered
  return checkManifests({
    objects: rendered.manifests.flatMap(({ file, text }) => readManifestText(file, text).objects),
    environment: rendered.environment,
    kubernetesVersion: rendered.environment.kubernetesVersion,
    declarations,
    today: '2026-01-01',
  }).findings
}

const documented = [
  'README.md',
  'environments/README.md',
  'environments/network.md',
  'environments/scheduling.md',
  'environments/tls.md',
].flatMap((file) =>
  [...read(file).matchAll(/^```yaml\n([^]*?)^```$/gm)]
    .map(([, block]) => block!)
    .filter((block) => block.includes('- target:'))
    .map((patch) => ({ file, patch, title: /name: ([\w*-]+)|expect: \d/.exec(patch)![0] })),
)

describe('the policy of the template', () => {
  it('is tested with each kind of patch that the documents show', () => {
    expect(documented.length).toBeGreaterThanOrEqual(10)
  })

  it.each(documented)('allows the patch of $title in $file', ({ patch }) => {
    const problems = problemsOf(patch, patch.includes('thanos-objstore') ? 'existing-secret' : 'rook')
    expect(problems.map(({ code, message }) => `${code}: ${message}`)).toEqual([])
  })

  it.each([
    ['a privileged container', '/spec/template/spec/containers/[name=thanos-store]/securityContext/privileged'],
    ['the network of the node', '/spec/template/spec/hostNetwork'],
    ['the command of a container', '/spec/template/spec/containers/[name=thanos-store]/command'],
    ['the image', '/spec/template/spec/containers/[name=thanos-store]/image'],
  ])('refuses %s with the rule to add', (_title, path) => {
    const value = path.endsWith('command') ? '[sh]' : path.endsWith('image') ? 'thanos' : 'true'
    const operation = path.endsWith('image') ? 'replace' : 'add'
    const [problem] = problemsOf(
      `- target: {kind: StatefulSet, name: thanos-store}\n  patch:\n    - op: ${operation}\n      path: ${path}\n      value: ${value}\n`,
    )
    expect(problem).toMatchObject({ code: 'patch-policy' })
    expect(problem?.remedy).toContain(`  - path: ${path.replace('[name=thanos-store]', '*')}`)
    expect(problem?.remedy).toContain('    target: {kind: StatefulSet, name: thanos-store}')
  })

  it('limits replicas and keeps one compactor', () => {
    const replicas = (kind: string, name: string, value: number): string =>
      `- target: {kind: ${kind}, name: ${name}}\n  patch:\n    - op: replace\n      path: /spec/replicas\n      value: ${value}\n`
    expect(problemsOf(replicas('StatefulSet', 'thanos-store', 10))).toEqual([])
    expect(problemsOf(replicas('StatefulSet', 'thanos-store', 11))).toHaveLength(1)
    expect(problemsOf(replicas('StatefulSet', 'thanos-compact', 2))).toHaveLength(1)
  })
})
