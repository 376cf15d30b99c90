// Package gates sets the flags of the server, and the feature gates of a version of Kubernetes.
package gates

import (
	"fmt"

	"k8s.io/apimachinery/pkg/util/version"
	"k8s.io/apiserver/pkg/util/feature"

	"k8s.io/kubernetes/pkg/capabilities"
	// The gates of kube-apiserver.
	_ "k8s.io/kubernetes/pkg/features"
)

// Every cluster whose own pods need it sets --allow-privileged, which is off by default.
func init() {
	capabilities.Initialize(capabilities.Capabilities{AllowPrivileged: true})
}

var current string

// Use sets all gates to their defaults in the version, such as 1.36. Kubernetes reads its gates at each use.
func Use(minor string) error {
	if minor == current {
		return nil
	}
	parsed, err := version.ParseMajorMinor(minor)
	if err != nil {
		return fmt.Errorf("Kubernetes version %q: %w", minor, err)
	}
	if err := feature.DefaultMutableFeatureGate.SetEmulationVersion(parsed); err != nil {
		return fmt.Errorf("feature gates of Kubernetes %s: %w", minor, err)
	}
	current = minor
	return nil
}
