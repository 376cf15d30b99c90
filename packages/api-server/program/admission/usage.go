package admission

import (
	corev1 "k8s.io/api/core/v1"
	"k8s.io/apimachinery/pkg/api/meta"
	metav1 "k8s.io/apimachinery/pkg/apis/meta/v1"
	"k8s.io/apimachinery/pkg/runtime"
	"k8s.io/apimachinery/pkg/runtime/schema"
	quotav1 "k8s.io/apiserver/pkg/quota/v1"
	"k8s.io/kubernetes/pkg/api/legacyscheme"
	"k8s.io/kubernetes/pkg/apis/apps"
	"k8s.io/kubernetes/pkg/apis/batch"
	api "k8s.io/kubernetes/pkg/apis/core"

	"thanos-gitops/api-server/server"
)

// usage returns what the objects of a namespace in the set use of a quota, with the pods and claims that they create.
func usage(set *server.Set, quota *corev1.ResourceQuota, namespace string) corev1.ResourceList {
	total := corev1.ResourceList{}
	for _, raw := range set.Objects {
		kind, err := set.Kind(raw.GroupVersionKind())
		if err != nil || kind == nil || !kind.Namespaced || namespaceOf(raw) != namespace {
			continue
		}
		object, err := set.Typed(raw)
		if err != nil {
			continue
		}
		add(total, quota, kind.Resource.GroupResource(), object, 1)
		for _, created := range createdBy(object) {
			add(total, quota, created.resource, created.object, created.count)
		}
	}
	return quotav1.Mask(total, quotav1.ResourceNames(quota.Spec.Hard))
}

func namespaceOf(object metav1.Object) string {
	if namespace := object.GetNamespace(); namespace != "" {
		return namespace
	}
	return metav1.NamespaceDefault
}

func add(total corev1.ResourceList, quota *corev1.ResourceQuota, resource schema.GroupResource, object runtime.Object, count int32) {
	evaluator, err := evaluatorOf(resource)
	if err != nil {
		return
	}
	if matches, err := evaluator.Matches(quota, object); err != nil || !matches {
		return
	}
	used, err := evaluator.Usage(object)
	if err != nil {
		return
	}
	for range count {
		for name, quantity := range used {
			sum := total[name].DeepCopy()
			sum.Add(quantity)
			total[name] = sum
		}
	}
}

type created struct {
	resource schema.GroupResource
	object   runtime.Object
	count    int32
}

var (
	podResource   = api.Resource("pods")
	claimResource = api.Resource("persistentvolumeclaims")
)

// createdBy returns the pods and claims that the controller of a workload creates: of a DaemonSet, those of one node; of a
// CronJob, those of no job.
func createdBy(object runtime.Object) []created {
	switch workload := object.(type) {
	case *apps.StatefulSet:
		result := pods(object, workload.Spec.Replicas)
		for i := range workload.Spec.VolumeClaimTemplates {
			claim := workload.Spec.VolumeClaimTemplates[i].DeepCopy()
			result = append(result, created{claimResource, claim, workload.Spec.Replicas})
		}
		return result
	case *apps.Deployment:
		return pods(object, workload.Spec.Replicas)
	case *apps.ReplicaSet:
		return pods(object, workload.Spec.Replicas)
	case *api.ReplicationController:
		return pods(object, count(workload.Spec.Replicas))
	case *batch.Job:
		return pods(object, count(workload.Spec.Parallelism))
	case *apps.DaemonSet:
		return pods(object, 1)
	}
	return nil
}

func pods(workload runtime.Object, count int32) []created {
	pod := podOf(workload)
	if pod == nil {
		return nil
	}
	return []created{{podResource, pod, count}}
}

func count(replicas *int32) int32 {
	if replicas == nil {
		return 1
	}
	return *replicas
}

// podOf returns a pod as a controller creates it from the template of a workload, or nil if the object has no template.
func podOf(workload runtime.Object) *api.Pod {
	template := templateOf(workload)
	accessor, err := meta.Accessor(workload)
	if template == nil || err != nil {
		return nil
	}
	pod := &api.Pod{ObjectMeta: *template.ObjectMeta.DeepCopy(), Spec: *template.Spec.DeepCopy()}
	pod.Name, pod.Namespace = accessor.GetName(), accessor.GetNamespace()
	return pod
}

func templateOf(workload runtime.Object) *api.PodTemplateSpec {
	switch object := workload.(type) {
	case *apps.Deployment:
		return &object.Spec.Template
	case *apps.StatefulSet:
		return &object.Spec.Template
	case *apps.DaemonSet:
		return &object.Spec.Template
	case *apps.ReplicaSet:
		return &object.Spec.Template
	case *api.ReplicationController:
		return object.Spec.Template
	case *batch.Job:
		return &object.Spec.Template
	case *batch.CronJob:
		return &object.Spec.JobTemplate.Spec.Template
	}
	return nil
}

func convert(in, out runtime.Object) error { return legacyscheme.Scheme.Convert(in, out, nil) }
