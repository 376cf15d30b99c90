import type { Check } from '../engine/check.ts'
import { alertmanagersKnowEachOther } from './alertmanagers-know-each-other.ts'
import { argumentsHoldNoLiteralQuotes } from './arguments-hold-no-literal-quotes.ts'
import { blockDurationsAllowUploads } from './block-durations-allow-uploads.ts'
import { bucketClaimIsSafe } from './bucket-claim-is-safe.ts'
import { claimsAreLabelledAsTheirPods } from './claims-are-labelled-as-their-pods.ts'
import { compactKeepsWhatItDownsamples } from './compact-keeps-what-it-downsamples.ts'
import { componentsAreCalledAsTheMixinExpects } from './components-are-called-as-the-mixin-expects.ts'
import { componentsSurviveADisruption } from './components-survive-a-disruption.ts'
import { configurationIsMountedReadOnly } from './configuration-is-mounted-read-only.ts'
import { configurationIsThereAtTheStart } from './configuration-is-there-at-the-start.ts'
import { configurationRollsItsPods } from './configuration-rolls-its-pods.ts'
import { credentialsStayOffTheCommandLine } from './credentials-stay-off-the-command-line.ts'
import { dataLiesOnAVolume } from './data-lies-on-a-volume.ts'
import { externalLabelsTellReplicasApart } from './external-labels-tell-replicas-apart.ts'
import { hashShardsAreComplete } from './hash-shards-are-complete.ts'
import { hashringHoldsEveryReceiver } from './hashring-holds-every-receiver.ts'
import { logsTellWhatHappens } from './logs-tell-what-happens.ts'
import { memcachedHoldsWhatIsCached } from './memcached-holds-what-is-cached.ts'
import { objectStorageIsConfigured } from './object-storage-is-configured.ts'
import { offlineDeduplicationIsSafe } from './offline-deduplication-is-safe.ts'
import { oneCompactorPerStream } from './one-compactor-per-stream.ts'
import { oneVersionOfThanos } from './one-version-of-thanos.ts'
import { podsHaveTimeToStop } from './pods-have-time-to-stop.ts'
import { probesAskTheRightQuestion } from './probes-ask-the-right-question.ts'
import { prometheusIsSafeToRun } from './prometheus-is-safe-to-run.ts'
import { queryFrontendCanCache } from './query-frontend-can-cache.ts'
import { queryFrontendReachesQuery } from './query-frontend-reaches-query.ts'
import { queryKnowsReplicaLabels } from './query-knows-replica-labels.ts'
import { queryOffersGrpc } from './query-offers-grpc.ts'
import { queryReachesEveryStore } from './query-reaches-every-store.ts'
import { retentionOutlastsAnOutage } from './retention-outlasts-an-outage.ts'
import { rolesGrantWhatIsNeeded } from './roles-grant-what-is-needed.ts'
import { rootFileSystemIsReadOnly } from './root-file-system-is-read-only.ts'
import { rulerLabelsTellReplicasApart } from './ruler-labels-tell-replicas-apart.ts'
import { rulerReachesQueryAndAlertmanager } from './ruler-reaches-query-and-alertmanager.ts'
import { selectorsOutliveAVersion } from './selectors-outlive-a-version.ts'
import { servicesSelectOneComponent } from './services-select-one-component.ts'
import { sidecarSharesTheData } from './sidecar-shares-the-data.ts'
import { srvAddressesNameAPort } from './srv-addresses-name-a-port.ts'
import { statefulSetsKeepWhatIsImmutable } from './stateful-sets-keep-what-is-immutable.ts'
import { storeHasTimeToLoad } from './store-has-time-to-load.ts'
import { storeMemoryHoldsItsCaches } from './store-memory-holds-its-caches.ts'
import { storeStopsBeforeCompactDeletes } from './store-stops-before-compact-deletes.ts'
import { timeRangesLeaveNoGap } from './time-ranges-leave-no-gap.ts'
import { uploadingPrometheusKeepsItsData } from './uploading-prometheus-keeps-its-data.ts'
import { writersAndReadersShareABucket } from './writers-and-readers-share-a-bucket.ts'
import { writersHaveExternalLabels } from './writers-have-external-labels.ts'

/** In the order of their numbers. Those that hold for any stack are among the flags, the wiring and the configuration. */
export const thanosChecks: readonly Check[] = [
  oneCompactorPerStream,
  hashShardsAreComplete,
  blockDurationsAllowUploads,
  retentionOutlastsAnOutage,
  uploadingPrometheusKeepsItsData,
  sidecarSharesTheData,
  externalLabelsTellReplicasApart,
  queryKnowsReplicaLabels,
  offlineDeduplicationIsSafe,
  rulerLabelsTellReplicasApart,
  argumentsHoldNoLiteralQuotes,
  queryOffersGrpc,
  srvAddressesNameAPort,
  queryReachesEveryStore,
  probesAskTheRightQuestion,
  selectorsOutliveAVersion,
  servicesSelectOneComponent,
  compactKeepsWhatItDownsamples,
  storeStopsBeforeCompactDeletes,
  timeRangesLeaveNoGap,
  writersAndReadersShareABucket,
  objectStorageIsConfigured,
  credentialsStayOffTheCommandLine,
  bucketClaimIsSafe,
  dataLiesOnAVolume,
  storeMemoryHoldsItsCaches,
  storeHasTimeToLoad,
  queryFrontendReachesQuery,
  queryFrontendCanCache,
  memcachedHoldsWhatIsCached,
  rulerReachesQueryAndAlertmanager,
  alertmanagersKnowEachOther,
  hashringHoldsEveryReceiver,
  writersHaveExternalLabels,
  podsHaveTimeToStop,
  componentsSurviveADisruption,
  rootFileSystemIsReadOnly,
  oneVersionOfThanos,
  prometheusIsSafeToRun,
  rolesGrantWhatIsNeeded,
  configurationRollsItsPods,
  componentsAreCalledAsTheMixinExpects,
  statefulSetsKeepWhatIsImmutable,
  claimsAreLabelledAsTheirPods,
  configurationIsMountedReadOnly,
  configurationIsThereAtTheStart,
  logsTellWhatHappens,
]
