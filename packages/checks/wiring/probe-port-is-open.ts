import { mappingOf, nearest } from '@thanos-gitops/manifest'
import type { Check } from '../engine/check.ts'
import { listensByFlags } from '../engine/programs.ts'

const probes = ['livenessProbe', 'readinessProbe', 'startupProbe']
const ways = ['httpGet', 'tcpSocket', 'grpc']

export const probePortIsOpen = {
  name: 'probe-port-is-open',
  id: 'TH017',
  severity: 'error',
  why: 'A probe of a port that the container does not serve fails forever: never ready, or restarted again and again.',
  remedy: 'Name a port of this container.',
  source:
    'https://kubernetes.io/docs/tasks/configure-pod-container/configure-liveness-readiness-startup-probes/#use-a-named-port',
  *run({ containers }) {
    for (const container of containers) {
      const { name, ports, fields, workload, pointer, arguments: all, environment } = container
      for (const probe of probes)
        for (const way of ways) {
          const { port, host } = mappingOf(mappingOf(fields[probe])[way])
          const at = { object: workload.object, pointer: `${pointer}/${probe}/${way}/port` }
          if (typeof port === 'string' && !/^\d+$/.test(port) && !ports.some((open) => open.name === port)) {
            const names = ports.flatMap((open) => open.name ?? [])
            const near = nearest(port, names)
            yield {
              ...at,
              message: `the ${probe} of container ${name} asks port ${port}, which the container does not name.`,
              remedy:
                near === undefined
                  ? names.length > 0
                    ? `Its ports are ${names.join(', ')}.`
                    : 'Name it in ports.'
                  : `Did you mean ${near}?`,
            }
          } else if (
            (typeof port === 'number' || typeof port === 'string') &&
            ports.length > 0 &&
            host === undefined &&
            listensByFlags(container) &&
            /^\d+$/.test(String(port)) &&
            !ports.some((open) => open.containerPort === Number(port))
          ) {
            const isMentioned = [...all.map(({ text }) => text), ...environment.map(({ value }) => value ?? '')].some(
              (text) => new RegExp(`\\b${port}\\b`).test(text),
            )
            if (!isMentioned)
              yield {
                ...at,
                severity: 'warning',
                message: `the ${probe} of container ${name} asks port ${port}, which neither its ports nor its arguments mention.`,
              }
          }
        }
    }
  },
} satisfies Check
