package verdict_test

import (
	"testing"

	"thanos-gitops/api-server/protocol"
)

func TestServedKinds(t *testing.T) {
	for name, test := range map[string]struct {
		version, apiVersion, kind string
		served                    bool
	}{
		"removed version":     {"1.36", "extensions/v1beta1", "Ingress", false},
		"removed beta":        {"1.36", "policy/v1beta1", "PodDisruptionBudget", false},
		"beta by default off": {"1.36", "networking.k8s.io/v1beta1", "IPAddress", false},
		"before its version":  {"1.35", "admissionregistration.k8s.io/v1", "MutatingAdmissionPolicy", false},
		"in its version":      {"1.36", "admissionregistration.k8s.io/v1", "MutatingAdmissionPolicy", true},
		"before 1.37":         {"1.36", "certificates.k8s.io/v1", "ClusterTrustBundle", false},
		"in 1.37":             {"1.37", "certificates.k8s.io/v1", "ClusterTrustBundle", true},
		"unknown kind":        {"1.36", "v1", "Widget", false},
		"no kind":             {"1.36", "v1", "''", false},
	} {
		t.Run(name, func(t *testing.T) {
			answer := askVersion(t, test.version, protocol.Request{After: object(t, small(test.apiVersion, test.kind, ""))})
			if served := answer.Verdict != protocol.UnknownKind; served != test.served {
				t.Errorf("want served %v, got %+v", test.served, answer)
			}
		})
	}
}

func TestUnknownKindMessage(t *testing.T) {
	answer := ask(t, protocol.Request{After: object(t, small("extensions/v1beta1", "Ingress", ""))})
	if want := `no matches for kind "Ingress" in version "extensions/v1beta1"`; answer.Message != want {
		t.Errorf("want %q, got %q", want, answer.Message)
	}
}

// Feature gates of a version decide about fields, for sets of different versions in one process too.
func TestGatesOfVersions(t *testing.T) {
	suspended := func(cpu string) string {
		return small("batch/v1", "Job", "spec: {suspend: true, template: {spec: {restartPolicy: Never, containers: [{name: web, image: a, resources: {requests: {cpu: "+cpu+"}}}]}}}")
	}
	request := protocol.Request{Before: object(t, suspended("1")), After: object(t, suspended("2"))}
	for _, version := range []string{"1.35", "1.36", "1.35", "1.37"} {
		want := protocol.Accepted
		if version == "1.35" {
			want = "field is immutable"
		}
		t.Run(version, func(t *testing.T) { expect(t, askVersion(t, version, request), want) })
	}
}
