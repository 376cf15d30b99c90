import { expect, it } from 'vitest'
import { exampleOf } from '../examples/example.ts'
import { exampleFindings } from '../examples/example-problems.ts'
import { checks } from '../registry.ts'

/** The severity of what a check finds in its example. */
function severityOf(name: string): string | undefined {
  const example = exampleOf(name)!
  return exampleFindings(
    checks.filter((check) => check.name === name),
    example.broken,
    example,
  )[0]?.severity
}

it.each([
  ['a store gateway that is killed when its caches are full', 'store-memory-fits-its-caches'],
  ['a memcached that is killed when it is full', 'memcached-fits-its-clients'],
  ['a pod that the API server refuses', 'labels-follow-conventions'],
  ['a program that does not start', 'flags-exist'],
  ['data that is lost with the pod', 'uploading-prometheus-has-a-persistent-volume'],
  ['series that are missing', 'query-reaches-every-store'],
])('is an error for %s', (_, name) => expect(severityOf(name)).toBe('error'))

it.each([
  ['an image that can change', 'image-is-pinned'],
  ['pods that a drain can stop together', 'budget-selects-pods'],
  ['replicas that a sync resets', 'autoscaler-owns-replicas'],
  ['versions that are not tested together', 'thanos-versions-match'],
  ['duplicate notifications', 'alertmanagers-form-one-cluster'],
  ['a readiness probe that is true too early', 'probes-use-the-right-path'],
  ['a Service without the old pods during an upgrade', 'selectors-contain-no-version'],
])('is a warning for %s', (_, name) => expect(severityOf(name)).toBe('warning'))
