package verdict

import (
	"bytes"
	"encoding/json"

	corev1 "k8s.io/api/core/v1"
	"k8s.io/apimachinery/pkg/api/meta"
	metav1 "k8s.io/apimachinery/pkg/apis/meta/v1"
	"k8s.io/apimachinery/pkg/runtime"

	"thanos-gitops/api-server/server"
)

// storedForm returns the JSON of a stored object without what the server and its controllers own. It changes the object.
func storedForm(kind *server.Kind, object runtime.Object) (json.RawMessage, error) {
	accessor, err := meta.Accessor(object)
	if err != nil {
		return nil, err
	}
	accessor.SetManagedFields(nil)
	accessor.SetUID("")
	accessor.SetCreationTimestamp(metav1.Time{})
	accessor.SetResourceVersion("")
	accessor.SetGeneration(0)
	accessor.SetAnnotations(withoutLastApplied(accessor.GetAnnotations()))
	encoded, err := kind.Encode(object)
	if err != nil {
		return nil, err
	}
	var fields map[string]json.RawMessage
	if err := json.Unmarshal(encoded, &fields); err != nil {
		return nil, err
	}
	delete(fields, "status")
	return json.Marshal(fields)
}

// withoutLastApplied drops the annotation that kubectl apply writes: it is a copy of the input.
func withoutLastApplied(annotations map[string]string) map[string]string {
	delete(annotations, corev1.LastAppliedConfigAnnotation)
	if len(annotations) == 0 {
		return nil
	}
	return annotations
}

var templates = [][]string{{"spec", "template"}, {"spec", "jobTemplate", "spec", "template"}}

// changes compares two stored forms.
func changes(old, object json.RawMessage) (template, whole *bool) {
	changed, templateChanged := !bytes.Equal(old, object), false
	if changed {
		for _, path := range templates {
			templateChanged = templateChanged || !bytes.Equal(at(old, path...), at(object, path...))
		}
	}
	return &templateChanged, &changed
}

// at returns the JSON at a path of fields, or nil.
func at(object json.RawMessage, path ...string) json.RawMessage {
	for _, name := range path {
		var fields map[string]json.RawMessage
		if json.Unmarshal(object, &fields) != nil {
			return nil
		}
		object = fields[name]
	}
	return object
}
