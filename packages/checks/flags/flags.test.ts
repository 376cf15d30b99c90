import { readManifestText } from '@thanos-gitops/manifest/read'
import { describe, expect, it } from 'vitest'
import { createContext } from '../engine/context.ts'
import { runChecks } from '../engine/run-checks.ts'
import { contextOf, problemsIn } from '../engine/testing.ts'
import { checkFamilies } from '../registry.ts'
import { flagsExist } from './flags-exist.ts'

const pod = (image: string, args: readonly string[], command: readonly string[] = []): string =>
  `{apiVersion: v1, kind: Pod, metadata: {name: a}, spec: {containers: [{name: c, image: '${image}', command: ${JSON.stringify(command)}, args: ${JSON.stringify(args)}}]}}`
const thanos = 'quay.io/thanos/thanos:v0.42.4'
const findings = (yaml: string, versions: Record<string, string> = {}): string[] =>
  checkFamilies.flags.flatMap((check) =>
    problemsIn(check, yaml, { versions }).map((text) => `${check.name}: ${text.replace(/^\d+: Pod\/a: /, '')}`),
  )

describe('the remedies of flags', () => {
  const remedies = (args: readonly string[]): readonly (string | undefined)[] =>
    checkFamilies.flags.flatMap((check) => [...check.run(contextOf(pod(thanos, args)))].map(({ remedy }) => remedy))
  it.each([
    [['query', '--query.timeout=120'], 'Write --query.timeout=120s.'],
    [['query', '--log.level=Debug'], 'Write --log.level=debug.'],
    [['store', '--chunk-pool-size=2Gi'], 'Write --chunk-pool-size=2GiB.'],
    [['compact', '--wait-interval=2d'], 'Write --wait-interval=48h.'],
    [['query', '-query.partial-response'], 'Write --query.partial-response, with two dashes.'],
  ])('name the value for %s', (args, remedy) => expect(remedies(args)).toContain(remedy))
})

describe('the checks of flags', () => {
  it.each([
    [
      'an unknown flag',
      ['query', '--query.replica-labels=a'],
      'flags-exist: thanos query v0.42.4 has no flag --query.replica-labels.',
    ],
    ['a removed flag', ['query', '--store=dns+a:1'], 'flags-exist: --store was removed from thanos query in v0.38.0.'],
    ['an unknown command', ['querry', '--log.level=info'], 'flags-exist: thanos has no command querry.'],
    [
      'an unknown command of several words',
      ['tools', 'bucket', 'insepct', '--objstore.config-file=/a'],
      'flags-exist: thanos has no command tools bucket insepct.',
    ],
    [
      'an incomplete command',
      ['tools', 'bucket', '--objstore.config-file=/a'],
      'flags-exist: thanos has no command tools bucket.',
    ],
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
      'a value that an enum does not have',
      ['query', '--log.level=verbose'],
      'flag-values-are-valid: --log.level of thanos query is verbose, but must be one of error, warn, info, debug.',
    ],
    [
      'a fraction in a duration of Prometheus',
      ['query', '--query.timeout=1.5m'],
      'flag-values-are-valid: --query.timeout of thanos query is 1.5m, but must be a duration in whole units, such as 30d or 1h30m.',
    ],
    [
      'days in a duration of Go',
      ['compact', '--wait-interval=1d'],
      'flag-values-are-valid: --wait-interval of thanos compact is 1d, but must be a duration in hours, minutes and seconds, such as 36h or 1h30m.',
    ],
    [
      'a size without unit',
      ['store', '--chunk-pool-size=1000'],
      'flag-values-are-valid: --chunk-pool-size of thanos store is 1000, but must be a size with its unit, such as 500MB or 2GiB.',
    ],
    ['no value', ['query', '--log.level'], 'flag-values-are-valid: --log.level of thanos query has no value.'],
    [
      'a repeated flag',
      ['store', '--data-dir=/a', '--data-dir=/b'],
      'flags-appear-once: --data-dir of thanos store appears twice.',
    ],
    [
      'two sources of one configuration',
      ['store', '--objstore.config=type: S3', '--objstore.config-file=/a'],
      'flags-do-not-conflict: --objstore.config-file and --objstore.config of thanos store cannot be set together.',
    ],
    [
      'a ruler without query',
      ['rule', '--label=a="b"'],
      'required-flags-are-set: thanos rule requires --query or --query.config or --query.config-file or --query.sd-files or --grpc-query-endpoint.',
    ],
    [
      'a deprecated flag',
      ['query', '--endpoint=dns+a:1'],
      'flags-are-not-deprecated: --endpoint of thanos query is deprecated.',
    ],
  ])('report %s', (_, args, message) => {
    expect(findings(pod(thanos, args))).toEqual([message])
  })

  it.each([
    ['repeatable flags', ['query', '--query.replica-label=a', '--query.replica-label=b']],
    ['a value in the next argument', ['query', '--log.level', 'debug']],
    ['a negated switch', ['compact', '--no-wait', '--no-debug.halt-on-error']],
    ['a hidden flag', ['store', '--store.caching-bucket.config-file=/a']],
    ['a placeholder', ['query', '--query.timeout=$(TIMEOUT)']],
    ['days in a duration of Prometheus', ['compact', '--retention.resolution-raw=30d', '--wait-interval=5m']],
    ['a relative time', ['store', '--min-time=-6w', '--max-time=2026-01-31T00:00:00Z']],
  ])('accept %s', (_, args) => {
    expect(findings(pod(thanos, args))).toEqual([])
  })

  it('accept a program that a shell starts', () => {
    expect(findings(pod(thanos, ['thanos query --nothing'], ['/bin/sh', '-c']))).toEqual([])
  })

  it('apply to a program that only its command shows', () => {
    expect(findings(pod('example.com/monitoring:1', ['query', '--nothing=1'], ['/bin/thanos']))).toHaveLength(1)
  })

  it('use the version that the caller sets', () => {
    const yaml = pod('quay.io/thanos/thanos:v0.37.2', ['query', '--store=dns+a:1'])
    expect(findings(yaml)).toEqual([
      'flags-are-not-deprecated: --store of thanos query is deprecated and was removed in v0.38.0.',
    ])
    expect(findings(yaml, { thanos: 'v0.42.4' })).toEqual([
      'flags-exist: --store was removed from thanos query in v0.38.0.',
    ])
  })

  it('report a flag that the next version removes, and the missing catalogue of that version', () => {
    const yaml = pod(thanos, ['receive', '--writer.intern', '--label=a="b"'])
    expect(findings(yaml, { thanos: 'v0.43.0' }).filter((text) => text.startsWith('flags-exist'))).toEqual([
      'flags-exist: the flags of thanos v0.43.0 are not in the catalogue, so the arguments of this version are not checked.',
      'flags-exist: --writer.intern was removed from thanos receive in v0.43.0.',
    ])
  })

  it('report a version of which nothing is known as an error', () => {
    const { objects } = readManifestText('a.yaml', pod(thanos, ['query']))
    const severity = (version: string): readonly string[] =>
      runChecks(
        [flagsExist],
        createContext({ objects, kubernetesVersion: '1.36', versions: { thanos: version } }),
      ).findings.map((finding) => finding.severity)
    expect(severity('v9.9.9')).toEqual(['error'])
    expect(severity('v0.43.0')).toEqual(['warning'])
  })

  it.each([
    ['a newer version', 'v0.99.0'],
    ['a version between two others', 'v0.33.0'],
    ['an older version', 'v0.20.0'],
  ])('report only the missing catalogue of %s', (_, version) => {
    const args = ['query', '--new=1', '--log.level=verbose', '--log.level=info', 'stray', '--query.timeout']
    expect(findings(pod(`quay.io/thanos/thanos:${version}`, args))).toEqual([
      `flags-exist: the flags of thanos ${version} are not in the catalogue, so the arguments of this version are not checked.`,
    ])
  })

  it('report a version without a catalogue once', () => {
    const [first, second] = ['query', 'store'].map((command) => pod('quay.io/thanos/thanos:v0.99.0', [command]))
    expect(findings(`${first}\n---\n${second}`)).toHaveLength(1)
  })

  it.each([
    ['a flag that a later version added', 'v0.40.0', 'status.partial-response', true],
    ['a flag that no later version has', 'v0.42.0', 'statuses.partial-response', false],
    ['a flag that an earlier version removed', 'v0.40.0', 'store', false],
  ])('in another patch release, treat %s', (_, version, flag, isAccepted) => {
    expect(findings(pod(`quay.io/thanos/thanos:${version}`, ['query', `--${flag}`])).length === 0).toBe(isAccepted)
  })

  it('report a flag of an image without a version only if no version has it', () => {
    const image = 'quay.io/thanos/thanos:latest'
    expect(findings(pod(image, ['receive', '--nothing=1', '--label=a="b"']))).toHaveLength(1)
    expect(findings(pod(image, ['store', '--debug.advertise-compatibility-label']))).toEqual([
      'flags-exist: --debug.advertise-compatibility-label was removed from thanos store in v0.42.0.',
    ])
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
        'flag-values-are-valid: --data.retention of alertmanager is 5d, but must be a duration in hours, minutes and seconds, such as 36h or 1h30m.',
      ],
    ],
    [
      'memcached:1.6.18-alpine',
      ['-m 1024', '-I', '5m', '-c', '1024', '-vv', '--memory-limit=64'],
      ['flags-appear-once: --memory-limit of memcached appears twice.'],
    ],
    [
      'memcached:1.6.18',
      ['-m', 'much', '-g'],
      [
        'flags-exist: memcached v1.6.18 has no flag -g.',
        'flag-values-are-valid: -m of memcached is much, but must be a whole number.',
      ],
    ],
  ])('apply to %s', (image, args, messages) => {
    expect(findings(pod(image, args))).toEqual(messages)
  })
})
