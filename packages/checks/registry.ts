import { configurationChecks } from './configuration/index.ts'
import type { Check } from './engine/check.ts'
import { flagChecks } from './flags/index.ts'
import { apiVersionIsServed } from './hygiene/api-version-is-served.ts'
import { imageIsPinned } from './hygiene/image-is-pinned.ts'
import { labelsFollowConventions } from './hygiene/labels-follow-conventions.ts'
import { namesFollowConventions } from './hygiene/names-follow-conventions.ts'
import { podSecurityRestricted } from './hygiene/pod-security-restricted.ts'
import { resourcesAreSet } from './hygiene/resources-are-set.ts'
import { thanosChecks } from './thanos/index.ts'
import { addressesResolve } from './wiring/addresses-resolve.ts'
import { autoscalerOwnsReplicas } from './wiring/autoscaler-owns-replicas.ts'
import { budgetAllowsDisruption } from './wiring/budget-allows-disruption.ts'
import { budgetSelectsPods } from './wiring/budget-selects-pods.ts'
import { configKeyExists } from './wiring/config-key-exists.ts'
import { configMapExists } from './wiring/config-map-exists.ts'
import { ingressBackendExists } from './wiring/ingress-backend-exists.ts'
import { mountsDoNotOverlap } from './wiring/mounts-do-not-overlap.ts'
import { mountsHaveVolumes } from './wiring/mounts-have-volumes.ts'
import { networkPoliciesAllow } from './wiring/network-policies-allow.ts'
import { priorityClassExists } from './wiring/priority-class-exists.ts'
import { probePathIsServed } from './wiring/probe-path-is-served.ts'
import { probePortIsOpen } from './wiring/probe-port-is-open.ts'
import { roleExists } from './wiring/role-exists.ts'
import { secretExists } from './wiring/secret-exists.ts'
import { serviceAccountExists } from './wiring/service-account-exists.ts'
import { servicePortExists } from './wiring/service-port-exists.ts'
import { serviceSelectsPods } from './wiring/service-selects-pods.ts'
import { statefulSetService } from './wiring/stateful-set-service.ts'
import { storageClassExists } from './wiring/storage-class-exists.ts'
import { variablesAreSet } from './wiring/variables-are-set.ts'
import { volumeClaimExists } from './wiring/volume-claim-exists.ts'

/** All checks, in the order of the list that people see. A new one is a line here. */
export const checks: readonly Check[] = [
  // Wiring: what one object says of another.
  serviceSelectsPods,
  servicePortExists,
  statefulSetService,
  addressesResolve,
  networkPoliciesAllow,
  ingressBackendExists,
  configMapExists,
  secretExists,
  configKeyExists,
  serviceAccountExists,
  roleExists,
  volumeClaimExists,
  storageClassExists,
  priorityClassExists,
  variablesAreSet,
  mountsHaveVolumes,
  mountsDoNotOverlap,
  probePortIsOpen,
  probePathIsServed,
  budgetSelectsPods,
  budgetAllowsDisruption,
  autoscalerOwnsReplicas,

  // Hygiene: what holds for every workload.
  podSecurityRestricted,
  resourcesAreSet,
  imageIsPinned,
  apiVersionIsServed,
  namesFollowConventions,
  labelsFollowConventions,

  // Flags of Thanos, Prometheus, Alertmanager and memcached, by the catalogue of their versions.
  ...flagChecks,

  // Thanos: how the parts of the stack fit together.
  ...thanosChecks,

  // What the programs read: configuration, rules, queries.
  ...configurationChecks,
]
