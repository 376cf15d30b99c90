import { checkManifests } from '@thanos-gitops/checks'
import type { KubernetesObject, SourcedObject } from '@thanos-gitops/manifest'
import { describe, expect, it } from 'vitest'
import { diffManifests } from '../diff.ts'
import { acceptedVerdicts } from '../testing/accepted.ts'

interface Program {
  readonly image?: string
  readonly command?: readonly string[]
  readonly args?: readonly string[]
  readonly replicas?: number
  /** The image before an override. */
  readonly originalImage?: string
}

const place = { file: 'a.yaml', line: 1 }

function statefulSet({ originalImage, replicas = 1, ...container }: Program): SourcedObject {
  const labels = { app: 'a' }
  const object: KubernetesObject & { readonly spec: object } = {
    apiVersion: 'apps/v1',
    kind: 'StatefulSet',
    metadata: { name: 'a', namespace: 'monitoring' },
    spec: {
      replicas,
      selector: { matchLabels: labels },
      serviceName: 'a',
      template: { metadata: { labels }, spec: { containers: [{ name: 'c', image: 'acme/x:v1', ...container }] } },
    },
  }
  return {
    object,
    place: () => place,
    originalImage: (pointer) => (pointer.endsWith('/image') ? originalImage : undefined),
  }
}

function classOf(before: Program, after: Program): string {
  const sides = [[statefulSet(before)], [statefulSet(after)]] as const
  return diffManifests(...sides, { delivery: 'flux', verdicts: acceptedVerdicts(...sides) }).objects[0]!.class
}

/** The checks of flags that report an error. */
const flagErrors = (program: Program): string[] =>
  checkManifests({ objects: [statefulSet(program)], kubernetesVersion: '1.36', today: '2026-11-24' }).findings.flatMap(
    ({ code, severity }) => (severity === 'error' && code.startsWith('flag') ? [code] : []),
  )

const prometheus = (...flags: string[]): Program => ({
  image: 'quay.io/prometheus/prometheus:v3.13.2',
  args: ['--config.file=/etc/p.yaml', '--storage.tsdb.path=/prometheus', ...flags],
})
const alertmanager = (...flags: string[]): Program => ({
  image: 'quay.io/prometheus/alertmanager:v0.34.0',
  args: ['--config.file=/etc/a.yaml', '--cluster.peer=a:9094', ...flags],
})
const compact = (...flags: string[]): Program => ({
  image: 'quay.io/thanos/thanos:v0.42.4',
  args: ['compact', '--wait', '--data-dir=/data', ...flags],
})

describe('a program in an image with another name', () => {
  const named = (program: Program, image: string): Program => ({ ...program, image })
  const images = [
    'registry.example.com/prom-custom',
    'acme.azurecr.io/mirror/prom-prometheus:v3.13.2',
    '123456789012.dkr.ecr.eu-west-1.amazonaws.com/a1b2c3:v3.13.2',
    'localhost:5000/metrics@sha256:ab',
  ]

  it.each(images)('loses data by a shorter retention: %s', (image) => {
    const [before, after] = ['30d', '6h'].map((time) =>
      named(prometheus(`--storage.tsdb.retention.time=${time}`), image),
    )
    expect(classOf(before!, after!)).toBe('data-loss')
    expect(classOf(after!, before!)).toBe('restart')
  })

  it.each(images)('has its flags checked: %s', (image) =>
    expect(flagErrors(named(prometheus('--no-such-flag=1'), image))).toEqual(['flags-exist']),
  )

  it('loses data where only the executable shows the program', () => {
    const [before, after] = ['30d', '6h'].map(
      (time): Program => ({
        image: 'registry.example.com/prom-custom',
        command: ['/bin/prometheus', `--storage.tsdb.retention.time=${time}`],
      }),
    )
    expect(classOf(before!, after!)).toBe('data-loss')
    expect(flagErrors({ ...before!, args: ['--no-such-flag'] })).toEqual(['flags-exist'])
  })

  it('loses its quorum where only the image before an override shows the program', () => {
    const named = (replicas: number, originalImage?: string): Program => ({
      image: 'acme/m/x:v0.34.0',
      args: ['--log.level=info'],
      replicas,
      ...(originalImage !== undefined && { originalImage }),
    })
    const original = 'quay.io/prometheus/alertmanager:v0.34.0'
    expect(classOf(named(3, original), named(1, original))).toBe('outage')
    expect(classOf(named(3), named(1))).toBe('scale')
  })

  it('is not recognized if only the name of the image is similar', () => {
    const plugin = (time: string): Program => ({
      image: 'registry.example.com/myapp-thanos-plugin:v0.42.4',
      args: ['compact', `--retention.resolution-raw=${time}`, '--source=a', '--target=b'],
    })
    expect(classOf(plugin('400d'), plugin('100d'))).toBe('restart')
    expect(flagErrors(plugin('100d'))).toEqual([])
  })
})

// The checks reject what the program rejects; the diff then expects no data loss, because the program does not start.
describe.each<[string, (value: string) => Program, before: string, valid: string, invalid: readonly string[]]>([
  [
    'Prometheus reads sizes',
    (size) => prometheus(`--storage.tsdb.retention.size=${size}`),
    '50GB',
    '1GB',
    ['1gb', '1G', '1Gi', '1000', '1kB'],
  ],
  [
    'Prometheus reads durations',
    (time) => prometheus(`--storage.tsdb.retention.time=${time}`),
    '30d',
    '1d12h',
    ['1.5d', '12h1d', '36', '1D'],
  ],
  ['Alertmanager reads durations', (time) => alertmanager(`--data.retention=${time}`), '120h', '1.5h', ['5d', '1w']],
  [
    'Thanos reads durations',
    (time) => compact(`--retention.resolution-1h=${time}`),
    '400d',
    '30d',
    ['1.5d', '30', '720h1d'],
  ],
])('%s', (_, program, before, valid, invalid) => {
  it(`${valid} is shorter or smaller than ${before}`, () => {
    expect(flagErrors(program(valid))).toEqual([])
    expect(classOf(program(before), program(valid))).toBe('data-loss')
  })

  it.each(invalid)('%s is not valid', (value) => {
    expect(flagErrors(program(value))).toEqual(['flag-values-are-valid'])
    expect(classOf(program(before), program(value))).toBe('restart')
  })
})

describe('a flag', () => {
  it('has its value in the next argument', () => {
    const separate = (time: string): Program => prometheus('--storage.tsdb.retention.time', time)
    expect(classOf(separate('30d'), separate('6h'))).toBe('data-loss')
    expect(classOf(separate('6h'), separate('30d'))).toBe('restart')
  })

  it('is after the flags of all commands', () => {
    const late = (time: string): Program => ({
      command: ['thanos'],
      args: ['--log.level=info', 'compact', '--wait', `--retention.resolution-1h=${time}`],
    })
    expect(classOf(late('400d'), late('100d'))).toBe('data-loss')
  })

  it('has the name of a property of every object', () =>
    expect(classOf(prometheus(), prometheus('--toString=1'))).toBe('restart'))

  it('is removed, so that the default retention applies', () =>
    expect(classOf(prometheus('--storage.tsdb.retention.time=30d'), prometheus())).toBe('data-loss'))
})
