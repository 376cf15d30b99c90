import { cataloguedVersions, catalogueOf, valueProblem } from '@thanos-gitops/workloads'
import { describe, expect, it } from 'vitest'
import { problemsIn } from '../engine/testing.ts'
import { checkFamilies } from '../registry.ts'

const pod = (image: string, args: readonly string[], command: readonly string[] = []): string =>
  `{apiVersion: v1, kind: Pod, metadata: {name: a}, spec: {containers: [{name: c, image: '${image}', command: ${JSON.stringify(command)}, args: ${JSON.stringify(args)}}]}}`
const thanos = 'quay.io/thanos/thanos:v0.42.4'
const messagesOf = (yaml: string, versions: Record<string, string> = {}): string[] =>
  checkFamilies.flags.flatMap((check) =>
    problemsIn(check, yaml, { versions }).map((text) => `${check.name}: ${text.replace(/^\d+: Pod\/a: /, '')}`),
  )

describe('flags', () => {
  it.each([
    [
      'an unknown flag',
      ['query', '--query.replica-labels=a'],
      'flags-exist: thanos query v0.42.4 has no flag --query.replica-labels.',
    ],
    ['a removed flag', ['query', '--store=dns+a:1'], 'flags-exist: --store was removed from thanos query in v0.38.0.'],
    ['an unknown command', ['querry', '--log.level=info'], 'flags-exist: thanos has no command querry.'],
    ['a stray argument', ['query', 'a'], 'flags-exist: thanos query takes no argument a.'],
    [
      'a flag and its value in one argument',
      ['query', '--log.level info'],
      'flags-exist: --log.level info is not a flag of thanos query.',
    ],
    [
      'a value of a switch',
      ['query', '--query.auto-downsampling=true'],
      'flag-values-are-valid: --query.auto-downsampling of thanos query takes no value.',
    ],
    [
      'a value outside of an enum',
      ['query', '--log.level=verbose'],
      'flag-values-are-valid: --log.level of thanos query is verbose, and must be one of error, warn, info, debug.',
    ],
    [
      'a fraction where Prometheus reads durations',
      ['query', '--query.timeout=1.5m'],
      'flag-values-are-valid: --query.timeout of thanos query is 1.5m, and must be a duration in whole units, such as 30d or 1h30m.',
    ],
    [
      'days where Go reads durations',
      ['compact', '--wait-interval=1d'],
      'flag-values-are-valid: --wait-interval of thanos compact is 1d, and must be a duration in hours, minutes and seconds, such as 36h or 1h30m.',
    ],
    [
      'a size without unit',
      ['store', '--chunk-pool-size=1000'],
      'flag-values-are-valid: --chunk-pool-size of thanos store is 1000, and must be a size with its unit, such as 500MB or 2GiB.',
    ],
    ['no value', ['query', '--log.level'], 'flag-values-are-valid: --log.level of thanos query lacks its value.'],
    [
      'a repeated flag',
      ['store', '--data-dir=/a', '--data-dir=/b'],
      'flags-appear-once: --data-dir of thanos store is given twice.',
    ],
    [
      'two sources of one configuration',
      ['store', '--objstore.config=type: S3', '--objstore.config-file=/a'],
      'flags-do-not-conflict: --objstore.config-file and --objstore.config of thanos store exclude each other.',
    ],
    [
      'a ruler without query',
      ['rule', '--label=a="b"'],
      'required-flags-are-set: thanos rule needs --query or --query.config or --query.config-file or --query.sd-files or --grpc-query-endpoint.',
    ],
    [
      'a deprecated flag',
      ['query', '--endpoint=dns+a:1'],
      'flags-are-not-deprecated: --endpoint of thanos query is deprecated.',
    ],
  ])('it finds %s', (_, args, message) => {
    expect(messagesOf(pod(thanos, args))).toEqual([message])
  })

  it.each([
    ['repeatable flags', ['query', '--query.replica-label=a', '--query.replica-label=b']],
    ['a value in the next argument', ['query', '--log.level', 'debug']],
    ['a negated switch', ['compact', '--no-wait', '--no-debug.halt-on-error']],
    ['a hidden flag', ['store', '--store.caching-bucket.config-file=/a']],
    ['a placeholder', ['query', '--query.timeout=$(TIMEOUT)']],
    ['days where Prometheus reads durations', ['compact', '--retention.resolution-raw=30d', '--wait-interval=5m']],
    ['a time that is relative', ['store', '--min-time=-6w', '--max-time=2026-01-31T00:00:00Z']],
  ])('it accepts %s', (_, args) => {
    expect(messagesOf(pod(thanos, args))).toEqual([])
  })

  it('it leaves a shell alone', () => {
    expect(messagesOf(pod(thanos, ['thanos query --nothing'], ['/bin/sh', '-c']))).toEqual([])
  })

  it('it knows the program by its command too', () => {
    expect(messagesOf(pod('example.com/monitoring:1', ['query', '--nothing=1'], ['/bin/thanos']))).toHaveLength(1)
  })

  it('it judges by another version where the caller asks for an upgrade', () => {
    const yaml = pod('quay.io/thanos/thanos:v0.37.2', ['query', '--store=dns+a:1'])
    expect(messagesOf(yaml)).toEqual([
      'flags-are-not-deprecated: --store of thanos query is deprecated and gone since v0.38.0.',
    ])
    expect(messagesOf(yaml, { thanos: 'v0.42.4' })).toEqual([
      'flags-exist: --store was removed from thanos query in v0.38.0.',
    ])
  })

  it('it knows what the next version drops, and says that its list is not there', () => {
    const yaml = pod(thanos, ['receive', '--writer.intern', '--label=a="b"'])
    expect(messagesOf(yaml, { thanos: 'v0.43.0' }).filter((text) => text.startsWith('flags-exist'))).toEqual([
      'flags-exist: the flags of thanos v0.43.0 are not in the catalogue; those of v0.42.4 are used.',
      'flags-exist: --writer.intern was removed from thanos receive in v0.43.0.',
    ])
  })

  it('it only warns of unknown flags where the version is not in the catalogue', () => {
    expect(messagesOf(pod('quay.io/thanos/thanos:v0.99.0', ['query', '--new=1']))[0]).toContain(
      'The flags of v0.99.0 are not in the catalogue.',
    )
  })

  it.each([
    [
      'docker.io/prom/prometheus:v3.13.2',
      ['--storage.tsdb.min-block-duration=2h', '--web.enable-lifecycle', '--storage.tsdb.retention.time=6h'],
      ['flags-are-not-deprecated: --storage.tsdb.retention.time of prometheus is deprecated.'],
    ],
    [
      'quay.io/prometheus/alertmanager:v0.34.0',
      ['--cluster.peer=a:9094', '--cluster.peer=b:9094', '--data.retention=5d'],
      [
        'flag-values-are-valid: --data.retention of alertmanager is 5d, and must be a duration in hours, minutes and seconds, such as 36h or 1h30m.',
      ],
    ],
    [
      'memcached:1.6.18-alpine',
      ['-m 1024', '-I', '5m', '-c', '1024', '-vv', '--memory-limit=64'],
      ['flags-appear-once: --memory-limit of memcached is given twice.'],
    ],
    [
      'memcached:1.6.18',
      ['-m', 'much', '-g'],
      [
        'flags-exist: memcached v1.6.18 has no flag -g.',
        'flag-values-are-valid: -m of memcached is much, and must be a whole number.',
      ],
    ],
  ])('it knows %s', (image, args, messages) => {
    expect(messagesOf(pod(image, args))).toEqual(messages)
  })
})

it('it has two minor versions of Thanos at least, and takes patch releases for one', () => {
  expect(cataloguedVersions('thanos')).toEqual(['0.31.0', '0.37.2', '0.40.1', '0.41.0', '0.42.4'])
  expect(catalogueOf('thanos', 'v0.42.1')).toMatchObject({ isExact: true, catalogue: { version: '0.42.4' } })
  expect(catalogueOf('thanos', 'v0.43.0')).toMatchObject({ isExact: false, catalogue: { version: '0.42.4' } })
})

it.each([
  ['go-duration', '1d', false],
  ['go-duration', '1.5h', true],
  ['go-duration', '0', true],
  ['model-duration', '1d12h', true],
  ['model-duration', '1h1d', false],
  ['model-duration', '', false],
  ['float', 'x', false],
  ['uint', '-1', false],
  ['int', '-1', true],
  ['bytes', '1GB500MB', true],
  ['bytes', '1G', false],
] as const)('%s %s: it is %s', (type, value, isValid) => {
  expect(valueProblem({ type }, value) === undefined).toBe(isValid)
})
