// Package verdict answers the requests of the protocol.
package verdict

import (
	"encoding/json"
	"fmt"
	"slices"
	"strconv"
	"strings"

	"k8s.io/apimachinery/pkg/apis/meta/v1/unstructured"

	"thanos-gitops/api-server/admission"
	"thanos-gitops/api-server/customresources"
	"thanos-gitops/api-server/kinds"
	"thanos-gitops/api-server/protocol"
	"thanos-gitops/api-server/server"
)

// extensions add custom resources and admission to each set, in the order of kube-apiserver's plugins.
var extensions = []server.Extension{customresources.Extend, admission.Extend}

// define creates a set; it replaces one with the same name.
func define(request protocol.Request) (*server.Set, error) {
	if !slices.Contains(versions.Kubernetes, request.KubernetesVersion) {
		return nil, fmt.Errorf("Kubernetes version %q is not supported; use one of %s",
			request.KubernetesVersion, strings.Join(versions.Kubernetes, ", "))
	}
	minor, err := strconv.Atoi(strings.TrimPrefix(request.KubernetesVersion, "1."))
	if err != nil {
		return nil, err
	}
	set := &server.Set{Version: request.KubernetesVersion, Sources: []server.KindSource{kinds.NewSource(minor)}}
	for _, raw := range request.Objects {
		object := &unstructured.Unstructured{}
		if json.Unmarshal(raw, &object.Object) == nil && object.GetKind() != "" {
			set.Objects = append(set.Objects, object)
		}
	}
	for _, extend := range extensions {
		if err := extend(set); err != nil {
			return nil, err
		}
	}
	return set, nil
}
