package verdict

import (
	"encoding/json"
	"reflect"

	corev1 "k8s.io/api/core/v1"
	"k8s.io/apimachinery/pkg/apis/meta/v1/unstructured"
	"k8s.io/apimachinery/pkg/runtime"

	"thanos-gitops/api-server/server"
)

// fields returns what is stored of an object, without what the server and its controllers own.
func fields(kind *server.Kind, object runtime.Object) (map[string]any, error) {
	encoded, err := kind.Encode(object)
	if err != nil {
		return nil, err
	}
	var content map[string]any
	if err := json.Unmarshal(encoded, &content); err != nil {
		return nil, err
	}
	for _, name := range []string{"managedFields", "uid", "creationTimestamp", "resourceVersion", "generation"} {
		unstructured.RemoveNestedField(content, "metadata", name)
	}
	delete(content, "status")
	removeLastApplied(content)
	return content, nil
}

// removeLastApplied drops the annotation that kubectl apply writes: it is a copy of the input.
func removeLastApplied(content map[string]any) {
	annotations, found, err := unstructured.NestedMap(content, "metadata", "annotations")
	if !found || err != nil {
		return
	}
	delete(annotations, corev1.LastAppliedConfigAnnotation)
	if len(annotations) == 0 {
		unstructured.RemoveNestedField(content, "metadata", "annotations")
		return
	}
	_ = unstructured.SetNestedMap(content, annotations, "metadata", "annotations")
}

var templates = [][]string{{"spec", "template"}, {"spec", "jobTemplate", "spec", "template"}}

// changes compares two stored objects.
func changes(old, object map[string]any) (template, whole *bool) {
	changed := !reflect.DeepEqual(old, object)
	templateChanged := false
	for _, path := range templates {
		before, _, _ := unstructured.NestedFieldNoCopy(old, path...)
		after, _, _ := unstructured.NestedFieldNoCopy(object, path...)
		templateChanged = templateChanged || !reflect.DeepEqual(before, after)
	}
	return &templateChanged, &changed
}
