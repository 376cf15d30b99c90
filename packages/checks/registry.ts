import { alertmanagerConfigurationIsValid } from './configuration/alertmanager-configuration-is-valid.ts'
import { alertmanagerRoutesAreReachable } from './configuration/alertmanager-routes-are-reachable.ts'
import { alertsReachPeople } from './configuration/alerts-reach-people.ts'
import { cachesAreValid } from './configuration/caches-are-valid.ts'
import { dashboardVariablesExist } from './configuration/dashboard-variables-exist.ts'
import { endpointsFileIsValid } from './configuration/endpoints-file-is-valid.ts'
import { grafanaDashboardsAreValid } from './configuration/grafana-dashboards-are-valid.ts'
import { grafanaProvisioningIsValid } from './configuration/grafana-provisioning-is-valid.ts'
import { objectStorageIsValid } from './configuration/object-storage-is-valid.ts'
import { prometheusConfigurationIsValid } from './configuration/prometheus-configuration-is-valid.ts'
import { receiveLimitsAreValid } from './configuration/receive-limits-are-valid.ts'
import { requestLoggingIsValid } from './configuration/request-logging-is-valid.ts'
import { ruleFilesExist } from './configuration/rule-files-exist.ts'
import { rulesParse } from './configuration/rules-parse.ts'
import { thanosClientsAreValid } from './configuration/thanos-clients-are-valid.ts'
import { thanosRelabelingIsValid } from './configuration/thanos-relabeling-is-valid.ts'
import { tracingIsValid } from './configuration/tracing-is-valid.ts'
import { watchdogLeavesTheCluster } from './configuration/watchdog-leaves-the-cluster.ts'
import type { Check } from './engine/check.ts'
import { flagValuesAreValid } from './flags/flag-values-are-valid.ts'
import { flagsAppearOnce } from './flags/flags-appear-once.ts'
import { flagsAreNotDeprecated } from './flags/flags-are-not-deprecated.ts'
import { flagsDoNotConflict } from './flags/flags-do-not-conflict.ts'
import { flagsExist } from './flags/flags-exist.ts'
import { requiredFlagsAreSet } from './flags/required-flags-are-set.ts'
import { backupsHaveTheirOwnFolder } from './fleet/backups-have-their-own-folder.ts'
import { environmentsCompactDistinctBuckets } from './fleet/environments-compact-distinct-buckets.ts'
import { environmentsHaveDistinctLabels } from './fleet/environments-have-distinct-labels.ts'
import { queriesDeduplicateOtherEnvironments } from './fleet/queries-deduplicate-other-environments.ts'
import { queriesHaveNoCircleAcrossEnvironments } from './fleet/queries-have-no-circle-across-environments.ts'
import { remoteWriteTenantsAreDistinct } from './fleet/remote-write-tenants-are-distinct.ts'
import { apiVersionIsServed } from './hygiene/api-version-is-served.ts'
import { autoscalerFitsTheQuota } from './hygiene/autoscaler-fits-the-quota.ts'
import { cronJobsDoNotPileUp } from './hygiene/cron-jobs-do-not-pile-up.ts'
import { deploymentsRoll } from './hygiene/deployments-roll.ts'
import { goMemoryLimitFits } from './hygiene/go-memory-limit-fits.ts'
import { goMemoryLimitIsSet } from './hygiene/go-memory-limit-is-set.ts'
import { imageIsPinned } from './hygiene/image-is-pinned.ts'
import { imageReferenceIsValid } from './hygiene/image-reference-is-valid.ts'
import { imageTagsExist } from './hygiene/image-tags-exist.ts'
import { jobsRunOnce } from './hygiene/jobs-run-once.ts'
import { labelsFollowConventions } from './hygiene/labels-follow-conventions.ts'
import { livenessDoesNotWait } from './hygiene/liveness-does-not-wait.ts'
import { namesFollowConventions } from './hygiene/names-follow-conventions.ts'
import { noLiteralCredentials } from './hygiene/no-literal-credentials.ts'
import { openServersAreInternal } from './hygiene/open-servers-are-internal.ts'
import { podSecurityRestricted } from './hygiene/pod-security-restricted.ts'
import { podsHaveAController } from './hygiene/pods-have-a-controller.ts'
import { probesEndBeforeTheNext } from './hygiene/probes-end-before-the-next.ts'
import { programsAreRecognized } from './hygiene/programs-are-recognized.ts'
import { readinessIsProbed } from './hygiene/readiness-is-probed.ts'
import { replicasCanBePlaced } from './hygiene/replicas-can-be-placed.ts'
import { requestsAreBelowLimits } from './hygiene/requests-are-below-limits.ts'
import { resourcesAreSet } from './hygiene/resources-are-set.ts'
import { resourcesHaveUnits } from './hygiene/resources-have-units.ts'
import { rolesAreNarrow } from './hygiene/roles-are-narrow.ts'
import { secretsAreFiles } from './hygiene/secrets-are-files.ts'
import { volumesFitTheLimits } from './hygiene/volumes-fit-the-limits.ts'
import { alertLabelsAreStable } from './rules/alert-labels-are-stable.ts'
import { alertNamesAreConstant } from './rules/alert-names-are-constant.ts'
import { alertsCompareRatesOfCounters } from './rules/alerts-compare-rates-of-counters.ts'
import { alertsHaveACondition } from './rules/alerts-have-a-condition.ts'
import { alertsHaveADescription } from './rules/alerts-have-a-description.ts'
import { alertsHaveARunbook } from './rules/alerts-have-a-runbook.ts'
import { alertsHaveASeverity } from './rules/alerts-have-a-severity.ts'
import { alertsWaitBeforeTheyFire } from './rules/alerts-wait-before-they-fire.ts'
import { annotationsUseAvailableLabels } from './rules/annotations-use-available-labels.ts'
import { comparisonsCanBeTrue } from './rules/comparisons-can-be-true.ts'
import { dashboardsSelectExistingSeries } from './rules/dashboards-select-existing-series.ts'
import { functionsFitMetricTypes } from './rules/functions-fit-metric-types.ts'
import { matchesAreUnique } from './rules/matches-are-unique.ts'
import { orHasAnEffect } from './rules/or-has-an-effect.ts'
import { patternsHaveARegexOperator } from './rules/patterns-have-a-regex-operator.ts'
import { quantilesAreValid } from './rules/quantiles-are-valid.ts'
import { queriesAreWithinRetention } from './rules/queries-are-within-retention.ts'
import { queriesUseAvailableLabels } from './rules/queries-use-available-labels.ts'
import { rangesContainEnoughSamples } from './rules/ranges-contain-enough-samples.ts'
import { recordedSeriesHaveARule } from './rules/recorded-series-have-a-rule.ts'
import { regexMatchersAreNeeded } from './rules/regex-matchers-are-needed.ts'
import { ruleLabelsDifferFromExternalLabels } from './rules/rule-labels-differ-from-external-labels.ts'
import { rulesAppearOnce } from './rules/rules-appear-once.ts'
import { rulesAreRightInShards } from './rules/rules-are-right-in-shards.ts'
import { rulesFitTheirIntervals } from './rules/rules-fit-their-intervals.ts'
import { rulesSelectExistingSeries } from './rules/rules-select-existing-series.ts'
import { selectorsCanMatch } from './rules/selectors-can-match.ts'
import { sidesHaveTheSameLabels } from './rules/sides-have-the-same-labels.ts'
import { templateQueriesParse } from './rules/template-queries-parse.ts'
import { templatesFormatNumbers } from './rules/templates-format-numbers.ts'
import { vectorsCanMatch } from './rules/vectors-can-match.ts'
import { agentsSendSamples } from './thanos/agents-send-samples.ts'
import { alertmanagersFormOneCluster } from './thanos/alertmanagers-form-one-cluster.ts'
import { alertsDropReplicaLabels } from './thanos/alerts-drop-replica-labels.ts'
import { argumentsContainNoLiteralQuotes } from './thanos/arguments-contain-no-literal-quotes.ts'
import { backupIsAnotherBucket } from './thanos/backup-is-another-bucket.ts'
import { blockDurationsAllowUploads } from './thanos/block-durations-allow-uploads.ts'
import { bucketClaimIsSafe } from './thanos/bucket-claim-is-safe.ts'
import { bucketHasKeysOrAnIdentity } from './thanos/bucket-has-keys-or-an-identity.ts'
import { claimLabelsMatchPodLabels } from './thanos/claim-labels-match-pod-labels.ts'
import { compactRetentionAllowsDownsampling } from './thanos/compact-retention-allows-downsampling.ts'
import { componentNamesMatchTheMixin } from './thanos/component-names-match-the-mixin.ts'
import { componentsSurviveADisruption } from './thanos/components-survive-a-disruption.ts'
import { configurationChangesRestartPods } from './thanos/configuration-changes-restart-pods.ts'
import { configurationExistsAtStartup } from './thanos/configuration-exists-at-startup.ts'
import { configurationIsMountedReadOnly } from './thanos/configuration-is-mounted-read-only.ts'
import { copiesAreInDifferentZones } from './thanos/copies-are-in-different-zones.ts'
import { credentialsStayOffTheCommandLine } from './thanos/credentials-stay-off-the-command-line.ts'
import { dataIsOnAVolume } from './thanos/data-is-on-a-volume.ts'
import { databasesHaveOneWriter } from './thanos/databases-have-one-writer.ts'
import { distributedQueriesAskQueries } from './thanos/distributed-queries-ask-queries.ts'
import { dnsDiscoveryHasTheRightPort } from './thanos/dns-discovery-has-the-right-port.ts'
import { droppedStreamsHaveACompactor } from './thanos/dropped-streams-have-a-compactor.ts'
import { externalLabelsDifferPerReplica } from './thanos/external-labels-differ-per-replica.ts'
import { hashShardsAreComplete } from './thanos/hash-shards-are-complete.ts'
import { hashringContainsEveryReceiver } from './thanos/hashring-contains-every-receiver.ts'
import { hashringsServeEveryTenant } from './thanos/hashrings-serve-every-tenant.ts'
import { httpTlsEndsMatch } from './thanos/http-tls-ends-match.ts'
import { inMemoryCachesFit } from './thanos/in-memory-caches-fit.ts'
import { lifecycleEndpointsAreClosed } from './thanos/lifecycle-endpoints-are-closed.ts'
import { logLevelIsUseful } from './thanos/log-level-is-useful.ts'
import { memcachedFitsItsClients } from './thanos/memcached-fits-its-clients.ts'
import { notificationsRepeatWithinRetention } from './thanos/notifications-repeat-within-retention.ts'
import { objectStorageIsConfigured } from './thanos/object-storage-is-configured.ts'
import { offlineDeduplicationIsSafe } from './thanos/offline-deduplication-is-safe.ts'
import { oneCompactorPerStream } from './thanos/one-compactor-per-stream.ts'
import { oneShotProgramsRunInJobs } from './thanos/one-shot-programs-run-in-jobs.ts'
import { outOfOrderBlocksAreMerged } from './thanos/out-of-order-blocks-are-merged.ts'
import { podsHaveTimeToStop } from './thanos/pods-have-time-to-stop.ts'
import { probesUseTheRightPath } from './thanos/probes-use-the-right-path.ts'
import { prometheusFlagsAreSafe } from './thanos/prometheus-flags-are-safe.ts'
import { prometheusFlagsFitTheMode } from './thanos/prometheus-flags-fit-the-mode.ts'
import { queriesHaveNoCircle } from './thanos/queries-have-no-circle.ts'
import { queriesReadDownsampledBlocks } from './thanos/queries-read-downsampled-blocks.ts'
import { queryDeduplicatesReplicas } from './thanos/query-deduplicates-replicas.ts'
import { queryExposesGrpc } from './thanos/query-exposes-grpc.ts'
import { queryFrontendCanCache } from './thanos/query-frontend-can-cache.ts'
import { queryFrontendReachesQuery } from './thanos/query-frontend-reaches-query.ts'
import { queryReachesEveryStore } from './thanos/query-reaches-every-store.ts'
import { receiverLabelsDifferPerReplica } from './thanos/receiver-labels-differ-per-replica.ts'
import { receiversKeepAQuorum } from './thanos/receivers-keep-a-quorum.ts'
import { reloadedFilesAreRefreshed } from './thanos/reloaded-files-are-refreshed.ts'
import { remoteWriteReachesAReceiver } from './thanos/remote-write-reaches-a-receiver.ts'
import { replicaLabelsDistinguishReplicas } from './thanos/replica-labels-distinguish-replicas.ts'
import { retentionOutlastsAnOutage } from './thanos/retention-outlasts-an-outage.ts'
import { retentionSizeFitsTheVolume } from './thanos/retention-size-fits-the-volume.ts'
import { rolesGrantRequiredPermissions } from './thanos/roles-grant-required-permissions.ts'
import { rootFileSystemIsReadOnly } from './thanos/root-file-system-is-read-only.ts'
import { ruleGroupsAreInOneShard } from './thanos/rule-groups-are-in-one-shard.ts'
import { rulerLabelsDifferPerReplica } from './thanos/ruler-labels-differ-per-replica.ts'
import { rulerReachesQueryAndAlertmanager } from './thanos/ruler-reaches-query-and-alertmanager.ts'
import { rulesAreEvaluatedOnce } from './thanos/rules-are-evaluated-once.ts'
import { scrapeShardsAreComplete } from './thanos/scrape-shards-are-complete.ts'
import { scrapesAreMoreFrequentThanLookback } from './thanos/scrapes-are-more-frequent-than-lookback.ts'
import { selectorsContainNoVersion } from './thanos/selectors-contain-no-version.ts'
import { servicesSelectOneComponent } from './thanos/services-select-one-component.ts'
import { sidecarReachesPrometheus } from './thanos/sidecar-reaches-prometheus.ts'
import { sidecarSharesThePrometheusVolume } from './thanos/sidecar-shares-the-prometheus-volume.ts'
import { sizesFitTheLoad } from './thanos/sizes-fit-the-load.ts'
import { srvAddressesNameAPort } from './thanos/srv-addresses-name-a-port.ts'
import { storeDropsBlocksBeforeDeletion } from './thanos/store-drops-blocks-before-deletion.ts'
import { storeHasTimeToLoad } from './thanos/store-has-time-to-load.ts'
import { storeMemoryFitsItsCaches } from './thanos/store-memory-fits-its-caches.ts'
import { thanosVersionsMatch } from './thanos/thanos-versions-match.ts'
import { timeRangesLeaveNoGap } from './thanos/time-ranges-leave-no-gap.ts'
import { timeoutsFitEachOther } from './thanos/timeouts-fit-each-other.ts'
import { tlsEndsMatch } from './thanos/tls-ends-match.ts'
import { tlsFilesAreComplete } from './thanos/tls-files-are-complete.ts'
import { uploadingPrometheusHasAPersistentVolume } from './thanos/uploading-prometheus-has-a-persistent-volume.ts'
import { valkeyFitsItsClients } from './thanos/valkey-fits-its-clients.ts'
import { writersAndReadersShareABucket } from './thanos/writers-and-readers-share-a-bucket.ts'
import { writersHaveDistinctLabels } from './thanos/writers-have-distinct-labels.ts'
import { writersHaveExternalLabels } from './thanos/writers-have-external-labels.ts'
import { addressesLeadToTheRightServer } from './wiring/addresses-lead-to-the-right-server.ts'
import { addressesResolve } from './wiring/addresses-resolve.ts'
import { addressesUseTheRightScheme } from './wiring/addresses-use-the-right-scheme.ts'
import { affinitySelectsPods } from './wiring/affinity-selects-pods.ts'
import { autoscalerCanMeasure } from './wiring/autoscaler-can-measure.ts'
import { autoscalerHasATarget } from './wiring/autoscaler-has-a-target.ts'
import { autoscalerHasRoom } from './wiring/autoscaler-has-room.ts'
import { autoscalerOwnsReplicas } from './wiring/autoscaler-owns-replicas.ts'
import { autoscalersDoNotConflict } from './wiring/autoscalers-do-not-conflict.ts'
import { backendsSpeakHttp } from './wiring/backends-speak-http.ts'
import { budgetAllowsDisruption } from './wiring/budget-allows-disruption.ts'
import { budgetSelectsPods } from './wiring/budget-selects-pods.ts'
import { cephObjectsExist } from './wiring/ceph-objects-exist.ts'
import { clientsTrustTheAuthority } from './wiring/clients-trust-the-authority.ts'
import { configKeyExists } from './wiring/config-key-exists.ts'
import { configMapExists } from './wiring/config-map-exists.ts'
import { flagsNameExistingFiles } from './wiring/flags-name-existing-files.ts'
import { fluxSubstitutionIsIntended } from './wiring/flux-substitution-is-intended.ts'
import { ingressBackendExists } from './wiring/ingress-backend-exists.ts'
import { ingressPathsAreDistinct } from './wiring/ingress-paths-are-distinct.ts'
import { issuersCanSign } from './wiring/issuers-can-sign.ts'
import { monitorPortExists } from './wiring/monitor-port-exists.ts'
import { monitorSelectsTargets } from './wiring/monitor-selects-targets.ts'
import { monitorsAreSelected } from './wiring/monitors-are-selected.ts'
import { mountsDoNotOverlap } from './wiring/mounts-do-not-overlap.ts'
import { mountsHaveVolumes } from './wiring/mounts-have-volumes.ts'
import { namespaceExists } from './wiring/namespace-exists.ts'
import { networkPoliciesAllowDns } from './wiring/network-policies-allow-dns.ts'
import { networkPoliciesAllowOnlyTraffic } from './wiring/network-policies-allow-only-traffic.ts'
import { networkPoliciesAllowTraffic } from './wiring/network-policies-allow-traffic.ts'
import { networkPoliciesIsolateEveryPod } from './wiring/network-policies-isolate-every-pod.ts'
import { networkPolicyPeersAreListed } from './wiring/network-policy-peers-are-listed.ts'
import { networkPolicyPortExists } from './wiring/network-policy-port-exists.ts'
import { networkPolicySelectsPods } from './wiring/network-policy-selects-pods.ts'
import { nodePortsAreDistinct } from './wiring/node-ports-are-distinct.ts'
import { objectsAreUsed } from './wiring/objects-are-used.ts'
import { operatorAlertmanagerExists } from './wiring/operator-alertmanager-exists.ts'
import { podsHaveOneBudget } from './wiring/pods-have-one-budget.ts'
import { priorityClassExists } from './wiring/priority-class-exists.ts'
import { probePathIsServed } from './wiring/probe-path-is-served.ts'
import { probePortIsOpen } from './wiring/probe-port-is-open.ts'
import { roleExists } from './wiring/role-exists.ts'
import { routeBackendExists } from './wiring/route-backend-exists.ts'
import { routePrefixIsRequested } from './wiring/route-prefix-is-requested.ts'
import { scaledObjectQueriesAreValid } from './wiring/scaled-object-queries-are-valid.ts'
import { scrapeJobsSelectTargets } from './wiring/scrape-jobs-select-targets.ts'
import { scrapesReachMetrics } from './wiring/scrapes-reach-metrics.ts'
import { secretExists } from './wiring/secret-exists.ts'
import { serviceAccountExists } from './wiring/service-account-exists.ts'
import { servicePortExists } from './wiring/service-port-exists.ts'
import { serviceSelectsPods } from './wiring/service-selects-pods.ts'
import { signInReturnsToThePage } from './wiring/sign-in-returns-to-the-page.ts'
import { singleNodeClaimsHaveOnePod } from './wiring/single-node-claims-have-one-pod.ts'
import { spreadConstraintSelectsPods } from './wiring/spread-constraint-selects-pods.ts'
import { statefulSetHasHeadlessService } from './wiring/stateful-set-has-headless-service.ts'
import { storageClassExists } from './wiring/storage-class-exists.ts'
import { topologyKeysExist } from './wiring/topology-keys-exist.ts'
import { tracingPortMatchesTheProtocol } from './wiring/tracing-port-matches-the-protocol.ts'
import { variablesAreSet } from './wiring/variables-are-set.ts'
import { verticalAutoscalerBoundsArePossible } from './wiring/vertical-autoscaler-bounds-are-possible.ts'
import { verticalAutoscalerContainersExist } from './wiring/vertical-autoscaler-containers-exist.ts'
import { volumeClaimBinds } from './wiring/volume-claim-binds.ts'
import { volumeClaimExists } from './wiring/volume-claim-exists.ts'
import { volumesHaveOneSource } from './wiring/volumes-have-one-source.ts'
import { webhookServiceExists } from './wiring/webhook-service-exists.ts'
import { workloadSelectorsAreDistinct } from './wiring/workload-selectors-are-distinct.ts'

/** Every check, by the folder of its file. `npm run new:check` adds a check here; there is no other list. */
export const checkFamilies = {
  /** References from one object to another. */
  wiring: [
    serviceSelectsPods,
    servicePortExists,
    statefulSetHasHeadlessService,
    addressesResolve,
    networkPoliciesAllowTraffic,
    ingressBackendExists,
    configMapExists,
    secretExists,
    configKeyExists,
    serviceAccountExists,
    roleExists,
    volumeClaimExists,
    storageClassExists,
    namespaceExists,
    priorityClassExists,
    variablesAreSet,
    mountsHaveVolumes,
    mountsDoNotOverlap,
    probePortIsOpen,
    probePathIsServed,
    budgetSelectsPods,
    budgetAllowsDisruption,
    autoscalerOwnsReplicas,
    volumesHaveOneSource,
    monitorSelectsTargets,
    monitorPortExists,
    networkPolicySelectsPods,
    networkPolicyPortExists,
    spreadConstraintSelectsPods,
    affinitySelectsPods,
    webhookServiceExists,
    routeBackendExists,
    operatorAlertmanagerExists,
    monitorsAreSelected,
    singleNodeClaimsHaveOnePod,
    volumeClaimBinds,
    autoscalerHasATarget,
    autoscalerCanMeasure,
    autoscalersDoNotConflict,
    scaledObjectQueriesAreValid,
    verticalAutoscalerContainersExist,
    verticalAutoscalerBoundsArePossible,
    fluxSubstitutionIsIntended,
    addressesLeadToTheRightServer,
    addressesUseTheRightScheme,
    routePrefixIsRequested,
    scrapesReachMetrics,
    backendsSpeakHttp,
    tracingPortMatchesTheProtocol,
    scrapeJobsSelectTargets,
    podsHaveOneBudget,
    workloadSelectorsAreDistinct,
    autoscalerHasRoom,
    topologyKeysExist,
    flagsNameExistingFiles,
    networkPoliciesAllowDns,
    objectsAreUsed,
    nodePortsAreDistinct,
    ingressPathsAreDistinct,
    signInReturnsToThePage,
    cephObjectsExist,
    networkPoliciesAllowOnlyTraffic,
    networkPoliciesIsolateEveryPod,
    networkPolicyPeersAreListed,
    clientsTrustTheAuthority,
    issuersCanSign,
  ],
  /** Requirements of every workload. */
  hygiene: [
    podSecurityRestricted,
    resourcesAreSet,
    resourcesHaveUnits,
    imageIsPinned,
    apiVersionIsServed,
    namesFollowConventions,
    labelsFollowConventions,
    programsAreRecognized,
    noLiteralCredentials,
    goMemoryLimitFits,
    goMemoryLimitIsSet,
    requestsAreBelowLimits,
    imageReferenceIsValid,
    imageTagsExist,
    rolesAreNarrow,
    cronJobsDoNotPileUp,
    jobsRunOnce,
    podsHaveAController,
    deploymentsRoll,
    livenessDoesNotWait,
    secretsAreFiles,
    openServersAreInternal,
    volumesFitTheLimits,
    probesEndBeforeTheNext,
    autoscalerFitsTheQuota,
    readinessIsProbed,
    replicasCanBePlaced,
  ],
  /** Command-line flags of Thanos, Prometheus, Alertmanager and memcached, per version. */
  flags: [
    flagsExist,
    flagValuesAreValid,
    flagsAppearOnce,
    flagsDoNotConflict,
    requiredFlagsAreSet,
    flagsAreNotDeprecated,
  ],
  /** How the components of a Thanos stack fit together, in the order of the rule numbers. */
  thanos: [
    oneCompactorPerStream,
    droppedStreamsHaveACompactor,
    hashShardsAreComplete,
    scrapeShardsAreComplete,
    blockDurationsAllowUploads,
    retentionOutlastsAnOutage,
    uploadingPrometheusHasAPersistentVolume,
    sidecarSharesThePrometheusVolume,
    externalLabelsDifferPerReplica,
    queryDeduplicatesReplicas,
    backupIsAnotherBucket,
    offlineDeduplicationIsSafe,
    rulerLabelsDifferPerReplica,
    argumentsContainNoLiteralQuotes,
    queryExposesGrpc,
    srvAddressesNameAPort,
    queryReachesEveryStore,
    probesUseTheRightPath,
    selectorsContainNoVersion,
    servicesSelectOneComponent,
    compactRetentionAllowsDownsampling,
    storeDropsBlocksBeforeDeletion,
    timeRangesLeaveNoGap,
    writersAndReadersShareABucket,
    objectStorageIsConfigured,
    credentialsStayOffTheCommandLine,
    bucketClaimIsSafe,
    dataIsOnAVolume,
    storeMemoryFitsItsCaches,
    storeHasTimeToLoad,
    queryFrontendReachesQuery,
    queryFrontendCanCache,
    memcachedFitsItsClients,
    valkeyFitsItsClients,
    rulerReachesQueryAndAlertmanager,
    alertmanagersFormOneCluster,
    notificationsRepeatWithinRetention,
    hashringContainsEveryReceiver,
    writersHaveExternalLabels,
    podsHaveTimeToStop,
    componentsSurviveADisruption,
    rootFileSystemIsReadOnly,
    thanosVersionsMatch,
    prometheusFlagsAreSafe,
    rolesGrantRequiredPermissions,
    configurationChangesRestartPods,
    reloadedFilesAreRefreshed,
    componentNamesMatchTheMixin,
    claimLabelsMatchPodLabels,
    configurationIsMountedReadOnly,
    configurationExistsAtStartup,
    logLevelIsUseful,
    writersHaveDistinctLabels,
    receiverLabelsDifferPerReplica,
    retentionSizeFitsTheVolume,
    remoteWriteReachesAReceiver,
    tlsEndsMatch,
    tlsFilesAreComplete,
    httpTlsEndsMatch,
    outOfOrderBlocksAreMerged,
    replicaLabelsDistinguishReplicas,
    oneShotProgramsRunInJobs,
    hashringsServeEveryTenant,
    copiesAreInDifferentZones,
    receiversKeepAQuorum,
    queriesHaveNoCircle,
    distributedQueriesAskQueries,
    sidecarReachesPrometheus,
    databasesHaveOneWriter,
    scrapesAreMoreFrequentThanLookback,
    alertsDropReplicaLabels,
    inMemoryCachesFit,
    timeoutsFitEachOther,
    rulesAreEvaluatedOnce,
    ruleGroupsAreInOneShard,
    dnsDiscoveryHasTheRightPort,
    queriesReadDownsampledBlocks,
    lifecycleEndpointsAreClosed,
    sizesFitTheLoad,
    bucketHasKeysOrAnIdentity,
    prometheusFlagsFitTheMode,
    agentsSendSamples,
  ],
  /** Configuration files, rules and queries that the programs read. */
  configuration: [
    objectStorageIsValid,
    endpointsFileIsValid,
    cachesAreValid,
    thanosClientsAreValid,
    tracingIsValid,
    requestLoggingIsValid,
    thanosRelabelingIsValid,
    receiveLimitsAreValid,
    prometheusConfigurationIsValid,
    alertmanagerConfigurationIsValid,
    alertmanagerRoutesAreReachable,
    alertsReachPeople,
    watchdogLeavesTheCluster,
    rulesParse,
    ruleFilesExist,
    grafanaProvisioningIsValid,
    grafanaDashboardsAreValid,
    dashboardVariablesExist,
  ],
  /** Alerts and recording rules, beyond their syntax. */
  rules: [
    rulesSelectExistingSeries,
    dashboardsSelectExistingSeries,
    annotationsUseAvailableLabels,
    alertsHaveACondition,
    comparisonsCanBeTrue,
    vectorsCanMatch,
    queriesUseAvailableLabels,
    matchesAreUnique,
    rulesAreRightInShards,
    functionsFitMetricTypes,
    alertsCompareRatesOfCounters,
    quantilesAreValid,
    selectorsCanMatch,
    regexMatchersAreNeeded,
    rangesContainEnoughSamples,
    alertsHaveASeverity,
    alertsHaveARunbook,
    alertsHaveADescription,
    rulesAppearOnce,
    alertLabelsAreStable,
    templatesFormatNumbers,
    alertsWaitBeforeTheyFire,
    rulesFitTheirIntervals,
    queriesAreWithinRetention,
    ruleLabelsDifferFromExternalLabels,
    orHasAnEffect,
    recordedSeriesHaveARule,
    sidesHaveTheSameLabels,
    patternsHaveARegexOperator,
    templateQueriesParse,
    alertNamesAreConstant,
  ],
  /** All environments together. */
  fleet: [
    environmentsHaveDistinctLabels,
    environmentsCompactDistinctBuckets,
    backupsHaveTheirOwnFolder,
    queriesDeduplicateOtherEnvironments,
    remoteWriteTenantsAreDistinct,
    queriesHaveNoCircleAcrossEnvironments,
  ],
} satisfies Readonly<Record<string, readonly Check[]>>

export type CheckFamily = keyof typeof checkFamilies

/** All checks, in the order in which they run and are listed. */
export const checks: readonly Check[] = Object.values(checkFamilies).flat()
