import { environmentLabel, labelsOf, type Stack, stackName } from './stack.ts'

const apiVersion = 'notification.toolkit.fluxcd.io/v1beta3'

/** The objects by which Flux reports each Kustomization of an environment as a status of the commit. */
export function fluxNotifications(stack: Stack) {
  const { environment, settings } = stack
  const { notifications, flux } = settings
  if (notifications === undefined) return []
  const metadata = { name: stackName(stack), namespace: flux.namespace, labels: labelsOf(environment) }
  return [
    {
      apiVersion,
      kind: 'Provider',
      metadata,
      spec: {
        type: notifications.provider,
        address: notifications.address,
        secretRef: { name: notifications.secret },
        // The default contains a random number for each cluster, and no rule of a branch can name it.
        commitStatusExpr: "'flux/' + event.involvedObject.name",
      },
    },
    {
      apiVersion,
      kind: 'Alert',
      metadata,
      spec: {
        providerRef: { name: stackName(stack) },
        // Successes as well as failures.
        eventSeverity: 'info',
        eventSources: [{ kind: 'Kustomization', name: '*', matchLabels: { [environmentLabel]: environment.name } }],
      },
    },
  ]
}
