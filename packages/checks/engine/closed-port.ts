import type { Container } from '@thanos-gitops/workloads'
import { listensByFlags } from './programs.ts'

/**
 * Whether no container listens on a port. Containers need not declare their ports: only a port that neither the ports nor the
 * arguments of programs with known flags contain is certainly closed.
 */
export const isClosedPort = (containers: readonly Container[], port: number): boolean =>
  containers.every(
    (container) =>
      listensByFlags(container) &&
      container.ports.length > 0 &&
      !container.ports.some(({ containerPort }) => containerPort === port) &&
      !container.arguments.some(({ text }) => new RegExp(`\\b${port}\\b`).test(text)),
  )
