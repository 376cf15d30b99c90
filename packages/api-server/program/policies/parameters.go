package policies

import (
	"fmt"

	admissionregistrationv1 "k8s.io/api/admissionregistration/v1"
	"k8s.io/apimachinery/pkg/api/meta"
	metav1 "k8s.io/apimachinery/pkg/apis/meta/v1"
	"k8s.io/client-go/informers"
	"k8s.io/client-go/tools/cache"

	"thanos-gitops/api-server/server"
)

// parameters are the objects of a kind in a set, for the expressions of a policy.
type parameters struct{ lister cache.GenericLister }

// Informer implements informers.GenericInformer.
func (parameters) Informer() cache.SharedIndexInformer { return synced{} }

// Lister implements informers.GenericInformer.
func (p parameters) Lister() cache.GenericLister { return p.lister }

type synced struct{ cache.SharedIndexInformer }

// HasSynced implements cache.SharedIndexInformer.
func (synced) HasSynced() bool { return true }

// paramsOf returns the parameters of a kind, its scope, and the error of a kind that the set does not serve.
func paramsOf(set *server.Set, paramKind *admissionregistrationv1.ParamKind) (informers.GenericInformer, meta.RESTScope, error) {
	if paramKind == nil {
		return nil, nil, nil
	}
	gvk, err := parameterKind(paramKind)
	if err != nil {
		return nil, nil, err
	}
	kind, err := set.Kind(gvk)
	if err != nil || kind == nil {
		return nil, nil, fmt.Errorf("failed to find resource referenced by paramKind: '%v'", gvk)
	}
	store := cache.NewIndexer(cache.MetaNamespaceKeyFunc, cache.Indexers{cache.NamespaceIndex: cache.MetaNamespaceIndexFunc})
	for _, object := range set.Of(gvk.Group, gvk.Kind) {
		copied := object.DeepCopy()
		if kind.Namespaced && copied.GetNamespace() == "" {
			copied.SetNamespace(metav1.NamespaceDefault)
		}
		if err := store.Add(copied); err != nil {
			return nil, nil, err
		}
	}
	scope := meta.RESTScopeRoot
	if kind.Namespaced {
		scope = meta.RESTScopeNamespace
	}
	return parameters{cache.NewGenericLister(store, kind.Resource.GroupResource())}, scope, nil
}
