package admission

import (
	"cmp"
	"context"
	"errors"
	"fmt"
	"slices"
	"strings"
	"sync"

	corev1 "k8s.io/api/core/v1"
	resourcev1 "k8s.io/api/resource/v1"
	"k8s.io/apimachinery/pkg/labels"
	"k8s.io/apimachinery/pkg/runtime/schema"
	"k8s.io/apiserver/pkg/admission"
	"k8s.io/apiserver/pkg/admission/plugin/resourcequota"
	quotav1 "k8s.io/apiserver/pkg/quota/v1"
	"k8s.io/apiserver/pkg/quota/v1/generic"
	"k8s.io/apiserver/pkg/warning"
	"k8s.io/client-go/informers"
	api "k8s.io/kubernetes/pkg/apis/core"
	"k8s.io/kubernetes/pkg/quota/v1/evaluator/core"
	"k8s.io/kubernetes/pkg/quota/v1/install"

	"thanos-gitops/api-server/cluster"
	"thanos-gitops/api-server/server"
)

// quota refuses an object that exceeds a quota of the set alone. What is used in a cluster is not known, so that all objects of
// the set together are only compared in a warning about the quota.
type quota struct {
	*admission.Handler
	set     *server.Set
	objects func() *cluster.Cluster
}

func newQuota(set *server.Set, objects func() *cluster.Cluster) *quota {
	return &quota{Handler: admission.NewHandler(admission.Create, admission.Update), set: set, objects: objects}
}

// evaluators measure the usage of an object of a resource.
var evaluators = sync.OnceValues(func() (quotav1.Registry, error) {
	list, err := newEvaluators()
	return generic.NewRegistry(list), err
})

// newEvaluators calls NewEvaluators of the linked version of Kubernetes: it takes a choice of resources since 1.36. Without
// informers, ResourceClaims can only be counted.
func newEvaluators() ([]quotav1.Evaluator, error) {
	switch create := any(core.NewEvaluators).(type) {
	case func(quotav1.ListerForResourceFunc, informers.SharedInformerFactory) []quotav1.Evaluator:
		return create(nil, nil), nil
	case func(quotav1.ListerForResourceFunc, informers.SharedInformerFactory, func(schema.GroupVersionResource) bool) ([]quotav1.Evaluator, error):
		return create(nil, nil, func(resource schema.GroupVersionResource) bool { return resource.Group != resourcev1.GroupName })
	}
	return nil, errors.New("NewEvaluators has unknown parameters in this version of Kubernetes")
}

func evaluatorOf(resource schema.GroupResource) (quotav1.Evaluator, error) {
	registry, err := evaluators()
	if err != nil {
		return nil, err
	}
	if evaluator := registry.Get(resource); evaluator != nil {
		return evaluator, nil
	}
	return generic.NewObjectCountEvaluator(resource, nil, ""), nil
}

// Validate implements admission.ValidationInterface.
func (q *quota) Validate(ctx context.Context, a admission.Attributes, _ admission.ObjectInterfaces) error {
	if _, ignored := install.DefaultIgnoredResources()[a.GetResource().GroupResource()]; ignored || a.GetNamespace() == "" {
		return nil
	}
	if object, ok := a.GetObject().(*api.ResourceQuota); ok {
		q.compareSet(ctx, object, a.GetNamespace())
	}
	evaluator, err := evaluatorOf(a.GetResource().GroupResource())
	if err != nil {
		return err
	}
	quotas, err := q.quotas(a.GetNamespace())
	if err != nil || len(quotas) == 0 {
		return err
	}
	_, err = resourcequota.CheckRequest(quotas, a, evaluator, nil)
	return err
}

// quotas returns the quotas of a namespace with nothing used, in the order of their names.
func (q *quota) quotas(namespace string) ([]corev1.ResourceQuota, error) {
	found, err := q.objects().Informers.Core().V1().ResourceQuotas().Lister().ResourceQuotas(namespace).List(labels.Everything())
	if err != nil {
		return nil, err
	}
	slices.SortFunc(found, func(a, b *corev1.ResourceQuota) int { return cmp.Compare(a.Name, b.Name) })
	quotas := make([]corev1.ResourceQuota, len(found))
	for i, quota := range found {
		quotas[i] = *unused(quota)
	}
	return quotas, nil
}

func unused(quota *corev1.ResourceQuota) *corev1.ResourceQuota {
	copied := quota.DeepCopy()
	copied.Status = corev1.ResourceQuotaStatus{Hard: copied.Spec.Hard, Used: corev1.ResourceList{}}
	for resource := range copied.Spec.Hard {
		zero := copied.Spec.Hard[resource].DeepCopy()
		zero.Sub(zero)
		copied.Status.Used[resource] = zero
	}
	return copied
}

// compareSet warns if all objects of the set together exceed the quota.
func (q *quota) compareSet(ctx context.Context, object *api.ResourceQuota, namespace string) {
	quota := &corev1.ResourceQuota{}
	if convert(object, quota) != nil {
		return
	}
	used := usage(q.set, unused(quota), namespace)
	_, exceeded := quotav1.LessThanOrEqual(used, quota.Spec.Hard)
	slices.Sort(exceeded)
	var parts []string
	for _, resource := range exceeded {
		amount, hard := used[resource], quota.Spec.Hard[resource]
		parts = append(parts, fmt.Sprintf("%s is %s, but spec.hard allows %s", resource, amount.String(), hard.String()))
	}
	if len(parts) > 0 {
		warning.AddWarning(ctx, "", fmt.Sprintf("all objects of the namespace %q in this set together exceed the quota: %s",
			namespace, strings.Join(parts, "; ")))
	}
}
