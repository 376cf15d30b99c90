package admission

import (
	"context"
	"fmt"

	metav1 "k8s.io/apimachinery/pkg/apis/meta/v1"
	"k8s.io/apimachinery/pkg/runtime/schema"
	"k8s.io/apiserver/pkg/admission"
	"k8s.io/apiserver/pkg/warning"
	"k8s.io/kubernetes/pkg/api/legacyscheme"
	api "k8s.io/kubernetes/pkg/apis/core"

	"thanos-gitops/api-server/server"
)

// templates warns about a workload whose pods the API server will refuse. The API server accepts the workload, and its controller
// reports the refusal in an event only.
type templates struct {
	*admission.Handler
	podSecurity admission.ValidationInterface
	plugins     []admission.Interface
	pods        func() (*server.Kind, error)
}

var podKind = schema.GroupVersionKind{Version: "v1", Kind: "Pod"}

func newTemplates(set *server.Set, podSecurity admission.ValidationInterface, plugins []admission.Interface) *templates {
	return &templates{
		Handler:     admission.NewHandler(admission.Create, admission.Update),
		podSecurity: podSecurity,
		plugins:     plugins,
		pods:        func() (*server.Kind, error) { return set.Kind(podKind) },
	}
}

// Validate implements admission.ValidationInterface.
func (t *templates) Validate(ctx context.Context, a admission.Attributes, o admission.ObjectInterfaces) error {
	pod := podOf(a.GetObject())
	if pod == nil {
		return nil
	}
	pod.Namespace = a.GetNamespace()
	plugins := t.plugins
	if !t.warns(a, o) {
		plugins = append([]admission.Interface{t.podSecurity}, plugins...)
	}
	if err := t.create(pod, plugins, a); err != nil {
		warning.AddWarning(ctx, "", fmt.Sprintf("the pods of this template will be refused: %s", err))
	}
	return nil
}

// warns returns whether PodSecurity itself warns about the workload.
func (t *templates) warns(a admission.Attributes, o admission.ObjectInterfaces) bool {
	recorded := new(counter)
	err := t.podSecurity.Validate(warning.WithWarningRecorder(context.Background(), recorded), a, o)
	return err == nil && *recorded > 0
}

// create runs the plugins on a new pod, without their warnings, which are about the pod and not about the workload.
func (t *templates) create(pod *api.Pod, plugins []admission.Interface, a admission.Attributes) error {
	kind, err := t.pods()
	if err != nil || kind == nil {
		return err
	}
	ctx := warning.WithWarningRecorder(context.Background(), new(counter))
	interfaces := admission.NewObjectInterfacesFromScheme(legacyscheme.Scheme)
	attributes := admission.NewAttributesRecord(pod, nil, podKind, pod.Namespace, pod.Name, kind.Resource, "", admission.Create,
		&metav1.CreateOptions{}, true, a.GetUserInfo())
	for _, plugin := range plugins {
		if mutating, ok := plugin.(admission.MutationInterface); ok {
			if err := mutating.Admit(ctx, attributes, interfaces); err != nil {
				return err
			}
		}
	}
	for _, plugin := range plugins {
		if validating, ok := plugin.(admission.ValidationInterface); ok {
			if err := validating.Validate(ctx, attributes, interfaces); err != nil {
				return err
			}
		}
	}
	return nil
}

type counter int

// AddWarning implements warning.Recorder.
func (c *counter) AddWarning(string, string) { *c++ }
