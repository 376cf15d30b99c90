// A mirror may give images any name: the checks find the same problems, because arguments show which program runs.
import { checkManifests, checks, readDeclarations } from '@thanos-gitops/checks'
import { describe, expect, it } from 'vitest'
import { sourcedObjects, variantRenderer } from './testing/render-variant.ts'
import { type Variant, variants } from './testing/variants.ts'

const variant = variants.find(({ name }) => name === 'rook-all')!
const render = variantRenderer()

/** Two compactors of one bucket, and flags that two programs do not have. */
const faults = `- target: {kind: StatefulSet, name: thanos-compact}
  patch:
    - {op: replace, path: /spec/replicas, value: 2}
- target: {kind: StatefulSet, name: thanos-store}
  patch:
    - {op: add, path: '/spec/template/spec/containers/[name=thanos-store]/args/-', value: --no-such-flag=1}
- target: {kind: StatefulSet, name: prometheus}
  patch:
    - {op: add, path: '/spec/template/spec/containers/[name=prometheus]/args/-', value: --no-such-flag=1}
`

type Names = Readonly<Record<'thanos' | 'prometheus' | 'alertmanager', string>>

const overrides = ({ thanos, prometheus, alertmanager }: Names, digest: string): string => `images:
  - {name: quay.io/thanos/thanos, newName: "${thanos}"${digest}}
  - {name: quay.io/prometheus/prometheus, newName: "${prometheus}"${digest}}
  - {name: quay.io/prometheus/alertmanager, newName: "${alertmanager}"${digest}}
`

function findingsWith(images: string, patches: Readonly<Record<string, string>> = {}): string[] {
  const mirrored: Variant = {
    ...variant,
    files: { ...variant.files, ...patches, 'environment.yaml': variant.files['environment.yaml'] + images },
  }
  const { manifests, environment } = render(mirrored)
  return checkManifests({
    objects: sourcedObjects(manifests),
    environment,
    kubernetesVersion: environment.kubernetesVersion,
    declarations: readDeclarations('exceptions.yaml', variant.files['exceptions.yaml']!, checks),
    today: '2026-01-01',
  }).findings.map(({ severity, code, message }) => `${severity} ${code}: ${message}`)
}

const named = (name: (organization: string, program: string) => string): Names => ({
  thanos: name('thanos', 'thanos'),
  prometheus: name('prom', 'prometheus'),
  alertmanager: name('prom', 'alertmanager'),
})

const mirrors: [what: string, names: Names, digest?: string][] = [
  [
    'ECR, flattened',
    named((organization, program) => `123456789012.dkr.ecr.eu-west-1.amazonaws.com/${organization}-${program}`),
  ],
  [
    'ECR, a pull-through cache',
    named((organization, program) => `123456789012.dkr.ecr.eu-west-1.amazonaws.com/quay/${organization}/${program}`),
  ],
  ['ACR', named((organization, program) => `acme.azurecr.io/mirror/quay.io-${organization}-${program}`)],
  ['GAR', named((organization, program) => `europe-docker.pkg.dev/acme/mirror/quay_io_${organization}_${program}`)],
  ['a project of Harbor', named((organization, program) => `harbor.example.com/proxy-quay/${organization}/${program}`)],
  ['a registry with a port', named((_, program) => `registry.example.com:5000/${program}`)],
  ['names with a suffix', named((_, program) => `registry.example.com/${program}-amd64`)],
  ['names of a team', named((_, program) => `registry.example.com/acme-${program}-approved`)],
  [
    'names without a program',
    named((organization, program) => `registry.example.com/${organization.length}${program.length}`),
  ],
  [
    'names of other programs',
    {
      thanos: 'example.com/a/prometheus',
      prometheus: 'example.com/a/alertmanager',
      alertmanager: 'example.com/a/thanos',
    },
  ],
  [
    'digests',
    named((organization, program) => `registry.example.com/${organization}-${program}`),
    `, digest: "sha256:${'0'.repeat(64)}"`,
  ],
]

describe.each<[what: string, names: Names, digest?: string]>(mirrors)(
  'a mirror of images: %s',
  (_, names, digest = '') => {
    const images = overrides(names, digest)

    it('causes no finding', () => expect(findingsWith(images)).toEqual([]))

    it('hides no fault', () =>
      expect(findingsWith(images, { 'patches/faults.yaml': faults })).toEqual([
        expect.stringMatching(/^error flags-exist: StatefulSet\/prometheus: .*--no-such-flag/),
        expect.stringMatching(/^error flags-exist: StatefulSet\/thanos-store: .*--no-such-flag/),
        expect.stringMatching(/^error one-compactor-per-stream: StatefulSet\/thanos-compact: /),
      ]))
  },
)
