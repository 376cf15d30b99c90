package server

import "k8s.io/apiserver/pkg/admission"

// Existing returns the set for objects that are stored already: plugins that only validate do not judge them again.
func (s *Set) Existing() *Set {
	existing := *s
	existing.Admission = nil
	for _, plugin := range s.Admission {
		if mutating, ok := plugin.(admission.MutationInterface); ok {
			existing.Admission = append(existing.Admission, mutatingOnly{mutating})
		}
	}
	return &existing
}

// mutatingOnly hides the validation of a plugin.
type mutatingOnly struct{ admission.MutationInterface }
