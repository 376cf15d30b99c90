import type { SourcedObject } from '@thanos-gitops/manifest'
import { describe, expect, it } from 'vitest'
import { readWorkload } from '../workload.ts'
import { readProgram } from './program.ts'
import { recognizeProgram } from './recognize.ts'

interface ContainerFields {
  readonly image?: string
  readonly command?: readonly string[]
  readonly args?: readonly string[]
}

function container(fields: ContainerFields, original?: string) {
  const object = {
    apiVersion: 'v1',
    kind: 'Pod',
    metadata: { name: 'a' },
    spec: { containers: [{ name: 'c', ...fields }] },
  }
  const sourced: SourcedObject = {
    object,
    place: () => ({ file: 'a.yaml' }),
    originalImage: (pointer) => (pointer === '/spec/containers/0/image' ? original : undefined),
  }
  return readWorkload(sourced, '')!.containers[0]!
}

const recognize = (fields: ContainerFields, original?: string) => {
  const found = recognizeProgram(container(fields, original))
  return found && `${found.name} by ${found.by}`
}

const compact = ['compact', '--wait', '--data-dir=/var/thanos', '--objstore.config-file=/etc/objstore.yaml']
const prometheus = ['--config.file=/etc/prometheus.yaml', '--storage.tsdb.path=/prometheus', '--web.enable-lifecycle']

describe('recognizeProgram', () => {
  it.each<[string, ContainerFields, string | undefined]>([
    ['the executable', { image: 'a/b', command: ['/bin/prometheus'] }, 'prometheus by command'],
    [
      'the executable before the image',
      { image: 'prom/prometheus', command: ['thanos', 'query'] },
      'thanos by command',
    ],
    ['the first argument as executable', { image: 'a/b', args: ['thanos', 'query'] }, 'thanos by command'],
    [
      'a program behind tini',
      { image: 'a/b', command: ['/sbin/tini', '-g', '--', 'thanos', 'query'] },
      'thanos by command',
    ],
    ['a program in args behind tini', { command: ['/tini', '--'], args: ['/bin/prometheus'] }, 'prometheus by command'],
    ['a command and flags of Thanos', { image: 'acme/cache', args: compact }, 'thanos by arguments'],
    ['flags before the command', { args: ['--log.level=info', ...compact] }, 'thanos by arguments'],
    [
      'an unknown executable with the arguments of Thanos',
      { command: ['/run.bin'], args: compact },
      'thanos by arguments',
    ],
    ['an unknown flag among those of Thanos', { args: [...compact, '--no-such-flag=1'] }, 'thanos by arguments'],
    ['flags of Prometheus', { image: 'acme/tsdb', args: prometheus }, 'prometheus by arguments'],
    [
      'an unknown flag among those of Prometheus',
      { args: [...prometheus, '--no-such-flag=1'] },
      'prometheus by arguments',
    ],
    ['flags of Alertmanager', { args: ['--config.file=/a', '--cluster.peer=b:9094'] }, 'alertmanager by arguments'],
    ['flags of memcached', { image: 'acme/cache', args: ['-m', '2048', '-I', '5m'] }, 'memcached by arguments'],
    ['the image', { image: 'quay.io/thanos/thanos:v0.42.4', args: ['query'] }, 'thanos by image'],
    ['an image with a digest only', { image: 'r:5000/m/thanos-thanos@sha256:ab' }, 'thanos by image'],
    [
      'a shell, whose process is not visible',
      { image: 'thanos', command: ['sh', '-c', 'thanos query'] },
      'sh by command',
    ],
    [
      'another executable of an image',
      { image: 'prom/prometheus', command: ['promtool', 'check'] },
      'promtool by command',
    ],
    [
      'an exporter with flags that Prometheus has too',
      { args: ['--config.file=/a', '--web.listen-address=:1'] },
      undefined,
    ],
    ['a plugin for Thanos', { image: 'acme/myapp-thanos-plugin', args: ['query', '--log.level=info'] }, undefined],
    ['a command of Thanos with other flags', { args: ['query', '--http-address=:1', '--sql=x', '--db=y'] }, undefined],
    ['a single dash, as Mimir has', { args: ['-storage.tsdb.path=/data', '-target=all'] }, undefined],
    ['no image and no arguments', {}, undefined],
  ])('recognizes %s', (_, fields, expected) => expect(recognize(fields)).toBe(expected))

  it.each<[string, string | undefined, string | undefined]>([
    ['the image that it replaced', 'memcached:1.6.18', 'memcached by original image'],
    ['nothing without an override', undefined, undefined],
  ])('before an override: %s', (_, original, expected) =>
    expect(recognize({ image: 'acme/m/cache:1', args: ['-m', '64'] }, original)).toBe(expected),
  )

  it('prefers the arguments to the image before an override', () =>
    expect(recognize({ image: 'acme/m/cache:1', args: compact }, 'memcached:1.6.18')).toBe('thanos by arguments'))
})

// Images of Thanos in mirrors.
describe('readProgram', () => {
  it.each([
    'quay.io/thanos/thanos:v0.42.4',
    '123456789012.dkr.ecr.eu-west-1.amazonaws.com/quay/thanos/thanos:v0.42.4',
    '123456789012.dkr.ecr.eu-west-1.amazonaws.com/quay-thanos-thanos:v0.42.4',
    'acme.azurecr.io/mirror/thanos-thanos:v0.42.4',
    'acr.example/mirror/quay.io-thanos-thanos:v0.42.4',
    'europe-docker.pkg.dev/acme/mirror/quay_io_thanos_thanos:v0.42.4',
    'harbor.example.com/proxy/thanos/thanos:v0.42.4-amd64',
    'localhost:5000/t/x:v0.42.4',
    'registry.example.com/monitoring:v0.42.4@sha256:ab',
    'registry.example.com/a1b2c3:v0.42.4',
    'registry.example.com/acme-telemetry-long-term-store:v0.42.4',
  ])('reads compact in %s', (image) =>
    expect(readProgram(container({ image, args: [...compact, '--nothing=1'] }))).toMatchObject({
      name: 'thanos',
      command: 'compact',
      version: '0.42.4',
      uses: [
        { name: 'wait' },
        { name: 'data-dir' },
        { name: 'objstore.config-file' },
        { name: 'nothing', flag: undefined },
      ],
    }),
  )

  it('reads a command after flags', () =>
    expect(
      readProgram(container({ command: ['thanos'], args: ['--log.level', 'info', 'tools', 'bucket', 'web', '-h'] })),
    ).toMatchObject({
      command: 'tools bucket web',
      uses: [{ name: 'log.level', value: 'info' }, { name: 'help' }],
      stray: [],
    }))

  it('returns the place of an unknown command', () =>
    expect(readProgram(container({ command: ['thanos'], args: ['--log.level=info', 'querry'] }))).toMatchObject({
      command: undefined,
      unknownCommand: { text: 'querry', pointer: '/spec/containers/0/args/1', continuations: [] },
    }))

  it('returns nothing for a program without a catalogue', () =>
    expect(readProgram(container({ image: 'chrislusf/seaweedfs', args: ['server'] }))).toBeUndefined())
})
