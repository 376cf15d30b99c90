package kinds

import (
	"context"
	"reflect"

	corev1 "k8s.io/api/core/v1"
	metav1 "k8s.io/apimachinery/pkg/apis/meta/v1"
	"k8s.io/apimachinery/pkg/runtime"
	client "k8s.io/client-go/kubernetes/typed/core/v1"
	"k8s.io/kubernetes/pkg/apis/resource"

	"thanos-gitops/api-server/server"
)

// namespaces reads Namespaces from the set of the request. A Namespace that is not in the set may have any label: it is
// returned with the one that the registries check.
type namespaces struct{ client.NamespaceInterface }

func (namespaces) Get(ctx context.Context, name string, _ metav1.GetOptions) (*corev1.Namespace, error) {
	for _, object := range server.SetFrom(ctx).Of("", "Namespace") {
		if object.GetName() == name {
			namespace := &corev1.Namespace{}
			return namespace, runtime.DefaultUnstructuredConverter.FromUnstructured(object.Object, namespace)
		}
	}
	return &corev1.Namespace{ObjectMeta: metav1.ObjectMeta{
		Name: name, Labels: map[string]string{resource.DRAAdminNamespaceLabelKey: "true"},
	}}, nil
}

// claimStrategy calls NewStrategy of ResourceClaims with the namespaces. Its second parameter, an authorizer, is new in
// Kubernetes 1.36; without one, the strategy does not ask it.
func claimStrategy(newStrategy any) server.Strategy {
	function := reflect.ValueOf(newStrategy)
	arguments := []reflect.Value{reflect.ValueOf(namespaces{})}
	for index := 1; index < function.Type().NumIn(); index++ {
		arguments = append(arguments, reflect.Zero(function.Type().In(index)))
	}
	return function.Call(arguments)[0].Interface().(server.Strategy)
}
