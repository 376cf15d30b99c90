// Package cluster offers the objects of a set to admission plugins, through the listers and the client of client-go.
package cluster

import (
	"sync"

	corev1 "k8s.io/api/core/v1"
	schedulingv1 "k8s.io/api/scheduling/v1"
	storagev1 "k8s.io/api/storage/v1"
	"k8s.io/apimachinery/pkg/runtime"
	"k8s.io/client-go/informers"
	"k8s.io/client-go/tools/cache"
	"k8s.io/kubernetes/pkg/api/legacyscheme"

	"thanos-gitops/api-server/server"
)

// Cluster holds the objects of a set in the versions that client-go uses.
type Cluster struct {
	// Informers have the objects in their stores; they are never started.
	Informers informers.SharedInformerFactory
	// Client answers the live lookups of plugins that do not find an object in an informer.
	Client Client
}

// Of returns the cluster of a set.
func Of(set *server.Set) *Cluster {
	factory := informers.NewSharedInformerFactory(nil, 0)
	core := factory.Core().V1()
	fill[corev1.Namespace](set, "", "Namespace", core.Namespaces().Informer)
	fill[corev1.LimitRange](set, "", "LimitRange", core.LimitRanges().Informer)
	fill[corev1.ResourceQuota](set, "", "ResourceQuota", core.ResourceQuotas().Informer)
	fill[storagev1.StorageClass](set, storagev1.GroupName, "StorageClass", factory.Storage().V1().StorageClasses().Informer)
	fill[schedulingv1.PriorityClass](set, schedulingv1.GroupName, "PriorityClass", factory.Scheduling().V1().PriorityClasses().Informer)
	for _, class := range systemPriorityClasses() {
		_ = factory.Scheduling().V1().PriorityClasses().Informer().GetIndexer().Add(class)
	}
	return &Cluster{Informers: factory}
}

// Once returns a function that creates the cluster of a set at its first call.
func Once(set *server.Set) func() *Cluster {
	return sync.OnceValue(func() *Cluster { return Of(set) })
}

// fill adds the valid objects of a kind to the store of its informer.
func fill[T any](set *server.Set, group, kind string, informer func() cache.SharedIndexInformer) {
	store := informer().GetIndexer()
	for _, object := range Objects[T](set, group, kind) {
		_ = store.Add(object)
	}
}

// Objects returns the objects of a built-in kind that decode without an error, as values of its type in version v1, with defaults.
func Objects[T any](set *server.Set, group, kind string) []*T {
	var found []*T
	for _, object := range set.Of(group, kind) {
		typed, err := set.Typed(object)
		if err != nil {
			continue
		}
		external := new(T)
		target, ok := any(external).(runtime.Object)
		if !ok || legacyscheme.Scheme.Convert(typed, target, nil) != nil {
			continue
		}
		found = append(found, external)
	}
	return found
}
