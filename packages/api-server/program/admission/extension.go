// Package admission runs the admission plugins of kube-apiserver that need no live state, in kube-apiserver's order.
package admission

import (
	"k8s.io/apiserver/pkg/admission"
	"k8s.io/kubernetes/plugin/pkg/admission/defaulttolerationseconds"
	"k8s.io/kubernetes/plugin/pkg/admission/limitranger"
	"k8s.io/kubernetes/plugin/pkg/admission/priority"
	"k8s.io/kubernetes/plugin/pkg/admission/security/podsecurity"
	"k8s.io/kubernetes/plugin/pkg/admission/storage/persistentvolume/resize"

	"thanos-gitops/api-server/cluster"
	"thanos-gitops/api-server/policies"
	"thanos-gitops/api-server/server"
)

// Extend adds the plugins to the admission of the set. A plugin is created when an object that it handles is first written.
func Extend(set *server.Set) error {
	objects := cluster.Once(set)
	podSecurity := builtIn(set, objects, podsecurity.PluginName, podsecurity.Register, podSecurityResources...)
	limitRanger := builtIn(set, objects, limitranger.PluginName, limitranger.Register, "pods", "persistentvolumeclaims")
	plugins := []admission.Interface{
		builtIn(set, objects, priority.PluginName, priority.Register, "pods", "priorityclasses"),
		builtIn(set, objects, defaulttolerationseconds.PluginName, defaulttolerationseconds.Register, "pods"),
		knownClass{builtIn(set, objects, resize.PluginName, resize.Register, "persistentvolumeclaims"), objects},
	}
	if policy := policies.Plugin(set, objects); policy != nil {
		plugins = append(plugins, policy)
	}
	if len(set.Of("", "ResourceQuota")) > 0 {
		plugins = append(plugins, newQuota(set, objects))
	}
	set.Admission = append(append(set.Admission, limitRanger, podSecurity), plugins...)
	set.Admission = append(set.Admission, newTemplates(set, podSecurity, append([]admission.Interface{limitRanger}, plugins...)))
	return nil
}

var podSecurityResources = []string{
	"namespaces", "pods", "replicationcontrollers", "podtemplates", "replicasets", "deployments", "statefulsets", "daemonsets", "jobs", "cronjobs",
}
