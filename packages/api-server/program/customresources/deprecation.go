package customresources

import (
	"fmt"
	"slices"

	apiextensionsv1 "k8s.io/apiextensions-apiserver/pkg/apis/apiextensions/v1"
	apiversion "k8s.io/apimachinery/pkg/version"
)

// deprecation words the warning as defaultDeprecationWarning of the API server's handler, which is not exported.
func deprecation(deprecated apiextensionsv1.CustomResourceDefinitionVersion, spec apiextensionsv1.CustomResourceDefinitionSpec) string {
	if deprecated.DeprecationWarning != nil {
		return *deprecated.DeprecationWarning
	}
	message := fmt.Sprintf("%s/%s %s is deprecated", spec.Group, deprecated.Name, spec.Names.Kind)
	var newer []string
	for _, candidate := range spec.Versions {
		if candidate.Served && !candidate.Deprecated && apiversion.CompareKubeAwareVersionStrings(deprecated.Name, candidate.Name) < 0 {
			newer = append(newer, candidate.Name)
		}
	}
	if len(newer) == 0 {
		return message
	}
	newest := slices.MaxFunc(newer, apiversion.CompareKubeAwareVersionStrings)
	return message + fmt.Sprintf("; use %s/%s %s", spec.Group, newest, spec.Names.Kind)
}
