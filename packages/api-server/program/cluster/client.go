package cluster

import (
	"context"

	corev1 "k8s.io/api/core/v1"
	schedulingv1 "k8s.io/api/scheduling/v1"
	metav1 "k8s.io/apimachinery/pkg/apis/meta/v1"
	"k8s.io/client-go/kubernetes"
	corev1client "k8s.io/client-go/kubernetes/typed/core/v1"
	schedulingv1internal "k8s.io/kubernetes/pkg/apis/scheduling/v1"
)

// Client answers what plugins look up when an informer does not have it. Only the methods below are implemented.
type Client struct{ kubernetes.Interface }

// CoreV1 implements kubernetes.Interface.
func (Client) CoreV1() corev1client.CoreV1Interface { return core{} }

type core struct{ corev1client.CoreV1Interface }

func (core) Namespaces() corev1client.NamespaceInterface               { return namespaces{} }
func (core) LimitRanges(string) corev1client.LimitRangeInterface       { return limitRanges{} }
func (core) ResourceQuotas(string) corev1client.ResourceQuotaInterface { return resourceQuotas{} }

type namespaces struct {
	corev1client.NamespaceInterface
}

// Get returns a namespace that the set does not have: without labels of its own, because they are not known.
func (namespaces) Get(_ context.Context, name string, _ metav1.GetOptions) (*corev1.Namespace, error) {
	return &corev1.Namespace{ObjectMeta: metav1.ObjectMeta{
		Name: name, Labels: map[string]string{corev1.LabelMetadataName: name},
	}}, nil
}

type limitRanges struct {
	corev1client.LimitRangeInterface
}

func (limitRanges) List(context.Context, metav1.ListOptions) (*corev1.LimitRangeList, error) {
	return &corev1.LimitRangeList{}, nil
}

type resourceQuotas struct {
	corev1client.ResourceQuotaInterface
}

func (resourceQuotas) List(context.Context, metav1.ListOptions) (*corev1.ResourceQuotaList, error) {
	return &corev1.ResourceQuotaList{}, nil
}

// systemPriorityClasses are those that the API server creates at its start.
func systemPriorityClasses() []*schedulingv1.PriorityClass {
	return schedulingv1internal.SystemPriorityClasses()
}
