// Package kinds holds the built-in kinds: the strategies of Kubernetes' own registries, by kind.
package kinds

import (
	"fmt"

	"k8s.io/apimachinery/pkg/runtime/schema"
	aggregatorscheme "k8s.io/kube-aggregator/pkg/apiserver/scheme"
	"k8s.io/kube-aggregator/pkg/registry/apiservice"
	"k8s.io/kubernetes/pkg/registry/admissionregistration/mutatingadmissionpolicy"
	"k8s.io/kubernetes/pkg/registry/admissionregistration/mutatingadmissionpolicybinding"
	"k8s.io/kubernetes/pkg/registry/admissionregistration/mutatingwebhookconfiguration"
	"k8s.io/kubernetes/pkg/registry/admissionregistration/resolver"
	"k8s.io/kubernetes/pkg/registry/admissionregistration/validatingadmissionpolicy"
	"k8s.io/kubernetes/pkg/registry/admissionregistration/validatingadmissionpolicybinding"
	"k8s.io/kubernetes/pkg/registry/admissionregistration/validatingwebhookconfiguration"
	"k8s.io/kubernetes/pkg/registry/apps/controllerrevision"
	"k8s.io/kubernetes/pkg/registry/apps/daemonset"
	"k8s.io/kubernetes/pkg/registry/apps/deployment"
	"k8s.io/kubernetes/pkg/registry/apps/replicaset"
	"k8s.io/kubernetes/pkg/registry/apps/statefulset"
	"k8s.io/kubernetes/pkg/registry/autoscaling/horizontalpodautoscaler"
	"k8s.io/kubernetes/pkg/registry/batch/cronjob"
	"k8s.io/kubernetes/pkg/registry/batch/job"
	"k8s.io/kubernetes/pkg/registry/certificates/certificates"
	"k8s.io/kubernetes/pkg/registry/certificates/clustertrustbundle"
	"k8s.io/kubernetes/pkg/registry/coordination/lease"
	"k8s.io/kubernetes/pkg/registry/core/configmap"
	"k8s.io/kubernetes/pkg/registry/core/endpoint"
	"k8s.io/kubernetes/pkg/registry/core/event"
	"k8s.io/kubernetes/pkg/registry/core/limitrange"
	"k8s.io/kubernetes/pkg/registry/core/namespace"
	"k8s.io/kubernetes/pkg/registry/core/node"
	"k8s.io/kubernetes/pkg/registry/core/persistentvolume"
	"k8s.io/kubernetes/pkg/registry/core/persistentvolumeclaim"
	"k8s.io/kubernetes/pkg/registry/core/pod"
	"k8s.io/kubernetes/pkg/registry/core/podtemplate"
	"k8s.io/kubernetes/pkg/registry/core/replicationcontroller"
	"k8s.io/kubernetes/pkg/registry/core/resourcequota"
	"k8s.io/kubernetes/pkg/registry/core/secret"
	"k8s.io/kubernetes/pkg/registry/core/service"
	"k8s.io/kubernetes/pkg/registry/core/serviceaccount"
	"k8s.io/kubernetes/pkg/registry/discovery/endpointslice"
	"k8s.io/kubernetes/pkg/registry/flowcontrol/flowschema"
	"k8s.io/kubernetes/pkg/registry/flowcontrol/prioritylevelconfiguration"
	"k8s.io/kubernetes/pkg/registry/networking/ingress"
	"k8s.io/kubernetes/pkg/registry/networking/ingressclass"
	"k8s.io/kubernetes/pkg/registry/networking/ipaddress"
	"k8s.io/kubernetes/pkg/registry/networking/networkpolicy"
	"k8s.io/kubernetes/pkg/registry/networking/servicecidr"
	"k8s.io/kubernetes/pkg/registry/node/runtimeclass"
	"k8s.io/kubernetes/pkg/registry/policy/poddisruptionbudget"
	"k8s.io/kubernetes/pkg/registry/rbac/clusterrole"
	"k8s.io/kubernetes/pkg/registry/rbac/clusterrolebinding"
	"k8s.io/kubernetes/pkg/registry/rbac/role"
	"k8s.io/kubernetes/pkg/registry/rbac/rolebinding"
	"k8s.io/kubernetes/pkg/registry/resource/deviceclass"
	"k8s.io/kubernetes/pkg/registry/resource/devicetaintrule"
	"k8s.io/kubernetes/pkg/registry/resource/resourceclaim"
	"k8s.io/kubernetes/pkg/registry/resource/resourceclaimtemplate"
	"k8s.io/kubernetes/pkg/registry/resource/resourceslice"
	"k8s.io/kubernetes/pkg/registry/scheduling/priorityclass"
	"k8s.io/kubernetes/pkg/registry/storage/csidriver"
	"k8s.io/kubernetes/pkg/registry/storage/csinode"
	"k8s.io/kubernetes/pkg/registry/storage/csistoragecapacity"
	"k8s.io/kubernetes/pkg/registry/storage/storageclass"
	"k8s.io/kubernetes/pkg/registry/storage/volumeattachment"
	"k8s.io/kubernetes/pkg/registry/storage/volumeattributesclass"

	"thanos-gitops/api-server/server"
)

type row struct {
	kind     string
	resource string
	strategy server.Strategy
}

// unresolved stands for discovery: only an authorizer would ask it, and the writer of a set may do everything.
var unresolved = resolver.ResourceResolverFunc(func(gvk schema.GroupVersionKind) (schema.GroupVersionResource, error) {
	return schema.GroupVersionResource{}, fmt.Errorf("no resource is known for %s", gvk)
})

var aggregatorStrategy = apiservice.NewStrategy(aggregatorscheme.Scheme)

// table lists the kinds of each group, with the strategies that kube-apiserver registers for them.
var table = map[string][]row{
	"": {
		{kind: "ConfigMap", resource: "configmaps", strategy: configmap.Strategy},
		{kind: "Endpoints", resource: "endpoints", strategy: endpoint.Strategy},
		{kind: "Event", resource: "events", strategy: event.Strategy},
		{kind: "LimitRange", resource: "limitranges", strategy: limitrange.Strategy},
		{kind: "Namespace", resource: "namespaces", strategy: namespace.Strategy},
		{kind: "Node", resource: "nodes", strategy: node.Strategy},
		{kind: "PersistentVolume", resource: "persistentvolumes", strategy: persistentvolume.Strategy},
		{kind: "PersistentVolumeClaim", resource: "persistentvolumeclaims", strategy: persistentvolumeclaim.Strategy},
		{kind: "Pod", resource: "pods", strategy: pod.Strategy},
		{kind: "PodTemplate", resource: "podtemplates", strategy: podtemplate.Strategy},
		{kind: "ReplicationController", resource: "replicationcontrollers", strategy: replicationcontroller.Strategy},
		{kind: "ResourceQuota", resource: "resourcequotas", strategy: resourcequota.Strategy},
		{kind: "Secret", resource: "secrets", strategy: secret.Strategy},
		{kind: "Service", resource: "services", strategy: service.Strategy},
		{kind: "ServiceAccount", resource: "serviceaccounts", strategy: serviceaccount.Strategy},
	},
	"admissionregistration.k8s.io": {
		{kind: "MutatingAdmissionPolicy", resource: "mutatingadmissionpolicies", strategy: mutatingadmissionpolicy.NewStrategy(nil, unresolved)},
		{kind: "MutatingAdmissionPolicyBinding", resource: "mutatingadmissionpolicybindings", strategy: mutatingadmissionpolicybinding.NewStrategy(nil, nil, unresolved)},
		{kind: "MutatingWebhookConfiguration", resource: "mutatingwebhookconfigurations", strategy: mutatingwebhookconfiguration.Strategy},
		{kind: "ValidatingAdmissionPolicy", resource: "validatingadmissionpolicies", strategy: validatingadmissionpolicy.NewStrategy(nil, unresolved)},
		{kind: "ValidatingAdmissionPolicyBinding", resource: "validatingadmissionpolicybindings", strategy: validatingadmissionpolicybinding.NewStrategy(nil, nil, unresolved)},
		{kind: "ValidatingWebhookConfiguration", resource: "validatingwebhookconfigurations", strategy: validatingwebhookconfiguration.Strategy},
	},
	"apiregistration.k8s.io": {
		{kind: "APIService", resource: "apiservices", strategy: aggregatorStrategy},
	},
	"apps": {
		{kind: "ControllerRevision", resource: "controllerrevisions", strategy: controllerrevision.Strategy},
		{kind: "DaemonSet", resource: "daemonsets", strategy: daemonset.Strategy},
		{kind: "Deployment", resource: "deployments", strategy: deployment.Strategy},
		{kind: "ReplicaSet", resource: "replicasets", strategy: replicaset.Strategy},
		{kind: "StatefulSet", resource: "statefulsets", strategy: statefulset.Strategy},
	},
	"autoscaling": {
		{kind: "HorizontalPodAutoscaler", resource: "horizontalpodautoscalers", strategy: horizontalpodautoscaler.Strategy},
	},
	"batch": {
		{kind: "CronJob", resource: "cronjobs", strategy: cronjob.Strategy},
		{kind: "Job", resource: "jobs", strategy: job.Strategy},
	},
	"certificates.k8s.io": {
		{kind: "CertificateSigningRequest", resource: "certificatesigningrequests", strategy: certificates.Strategy},
		{kind: "ClusterTrustBundle", resource: "clustertrustbundles", strategy: clustertrustbundle.Strategy},
	},
	"coordination.k8s.io": {
		{kind: "Lease", resource: "leases", strategy: lease.Strategy},
	},
	"discovery.k8s.io": {
		{kind: "EndpointSlice", resource: "endpointslices", strategy: endpointslice.Strategy},
	},
	"flowcontrol.apiserver.k8s.io": {
		{kind: "FlowSchema", resource: "flowschemas", strategy: flowschema.Strategy},
		{kind: "PriorityLevelConfiguration", resource: "prioritylevelconfigurations", strategy: prioritylevelconfiguration.Strategy},
	},
	"networking.k8s.io": {
		{kind: "IPAddress", resource: "ipaddresses", strategy: ipaddress.Strategy},
		{kind: "Ingress", resource: "ingresses", strategy: ingress.Strategy},
		{kind: "IngressClass", resource: "ingressclasses", strategy: ingressclass.Strategy},
		{kind: "NetworkPolicy", resource: "networkpolicies", strategy: networkpolicy.Strategy},
		{kind: "ServiceCIDR", resource: "servicecidrs", strategy: servicecidr.Strategy},
	},
	"node.k8s.io": {
		{kind: "RuntimeClass", resource: "runtimeclasses", strategy: runtimeclass.Strategy},
	},
	"policy": {
		{kind: "PodDisruptionBudget", resource: "poddisruptionbudgets", strategy: poddisruptionbudget.Strategy},
	},
	"rbac.authorization.k8s.io": {
		{kind: "ClusterRole", resource: "clusterroles", strategy: clusterrole.Strategy},
		{kind: "ClusterRoleBinding", resource: "clusterrolebindings", strategy: clusterrolebinding.Strategy},
		{kind: "Role", resource: "roles", strategy: role.Strategy},
		{kind: "RoleBinding", resource: "rolebindings", strategy: rolebinding.Strategy},
	},
	"resource.k8s.io": {
		{kind: "DeviceClass", resource: "deviceclasses", strategy: deviceclass.Strategy},
		{kind: "DeviceTaintRule", resource: "devicetaintrules", strategy: devicetaintrule.Strategy},
		{kind: "ResourceClaim", resource: "resourceclaims", strategy: claimStrategy(resourceclaim.NewStrategy)},
		{kind: "ResourceClaimTemplate", resource: "resourceclaimtemplates", strategy: resourceclaimtemplate.NewStrategy(namespaces{})},
		{kind: "ResourceSlice", resource: "resourceslices", strategy: resourceslice.Strategy},
	},
	"scheduling.k8s.io": {
		{kind: "PriorityClass", resource: "priorityclasses", strategy: priorityclass.Strategy},
	},
	"storage.k8s.io": {
		{kind: "CSIDriver", resource: "csidrivers", strategy: csidriver.Strategy},
		{kind: "CSINode", resource: "csinodes", strategy: csinode.Strategy},
		{kind: "CSIStorageCapacity", resource: "csistoragecapacities", strategy: csistoragecapacity.Strategy},
		{kind: "StorageClass", resource: "storageclasses", strategy: storageclass.Strategy},
		{kind: "VolumeAttachment", resource: "volumeattachments", strategy: volumeattachment.Strategy},
		{kind: "VolumeAttributesClass", resource: "volumeattributesclasses", strategy: volumeattributesclass.Strategy},
	},
}
